"""The rules for which file is graded, as text; `choosing.py` implements them."""

RULES = """Which file is graded for a problem, the most certain way first:

\b
1. in the problem's folder, under the problem's name: p03_inverted_scaling/inverted_scaling.py, or .ipynb
2. under that name in any folder
3. under that name with the mark of a copy or version: inverted_scaling (1).py, inverted_scaling-1.py, …_v2.py
4. a name that begins with the problem's number: p03.py
5. any other name in the problem's folder, such as solution.py
6. a file that defines the names that the problem asks for

Of several, a stub that nobody changed and an empty file are left out, then copies, then earlier versions, by the
number or word in the name or else by the time of the last change. What is left is a question to the instructor; the
surest one is graded meanwhile. Every .py file and notebook that is not graded is listed with the reason."""
