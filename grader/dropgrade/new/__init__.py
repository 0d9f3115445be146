"""New courses, problems and quizzes, from templates."""
