public import Routing
public import RoutingCore

/// A provider that makes pictures and videos as tasks, which are submitted once and then asked for.
///
/// A guide for implementers: one submission is one task, never sent twice; what went wrong with a task is no failure of
/// the question how far it is; ids come from clients, and must not become another address.
public protocol MediaTaskProvider: ModelProvider {
  /// Begins a task, which may be final already where the provider works while one waits.
  ///
  /// - Throws: `ProviderFailure` with what happened; `notSent(.unsupported)` for what is neither picture nor video.
  func submit(_ call: ProviderCall) async throws(ProviderFailure) -> MediaTask

  /// What `send(_:)` answered as a task, or nil where it is none.
  ///
  /// A dispatcher sends submissions as it sends all requests; this is how its caller goes on from the answer.
  func task(in reply: ProviderReply) -> MediaTask?

  /// Asks how far a task is, once.
  ///
  /// - Throws: `ProviderFailure` with what happened; a task that failed is no failure of the question.
  func task(_ id: String, timeout: Milliseconds) async throws(ProviderFailure) -> MediaTask
}
