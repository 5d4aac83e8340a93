internal import GatewayState

extension StateStore {
  /// Commits changes on behalf of a request.
  ///
  /// - Throws: `APIError` of 500 where the store fails; nothing has changed then.
  func keep(_ changes: [StateChange]) async throws(APIError) {
    do throws(StateStoreFailure) {
      try await commit(changes)
    } catch {
      throw .storeFailed
    }
  }
}
