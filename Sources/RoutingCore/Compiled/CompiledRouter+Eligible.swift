extension CompiledRouter {
  /// Calls `body` with every model that may serve a request that names none, in id order.
  ///
  /// A hint is left out of account.
  ///
  /// - Complexity: O(n) in the number of models; no allocation.
  public func visitEligible(
    _ shape: RequestShape, policy: CompiledPolicy, health: CompiledHealth, _ body: (ModelHandle) -> Void
  ) {
    visit(shape, CandidateScan(shape, policy: policy, compiled: compiled), policy, health) { index in
      body(ModelHandle(index: index))
    }
  }
}
