# -*- coding: klingon -*-
"""Declares an encoding that does not exist."""
