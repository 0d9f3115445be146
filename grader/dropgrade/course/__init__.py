"""The course on disk: where it lies, its problems, and the manifests of their suites."""
