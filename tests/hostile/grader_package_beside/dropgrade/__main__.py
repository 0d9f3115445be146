print("100 passed")
