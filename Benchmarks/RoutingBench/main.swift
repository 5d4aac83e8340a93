print("routing-bench")
