"""Export parts of a course: packs for students, for machines that grade, for Gradescope and GitHub Classroom."""
