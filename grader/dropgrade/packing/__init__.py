"""What leaves a course: packs for students, for machines that grade, for Gradescope and for GitHub Classroom."""
