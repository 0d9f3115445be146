"""New problems, quizzes and courses: files from templates, put in place all at once or not at all."""
