"""The course on disk: finding it, reading its problems, and reading the manifests of their suites."""
