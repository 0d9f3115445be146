"""What authors use: new problems and quizzes, and the proof that they are sound."""
