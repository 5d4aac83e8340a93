/// What the host does next for a check.
public enum IntegrationStep: Hashable, Sendable {
  /// Wait so many milliseconds, send a request and hand over its answer.
  case send(ClientRequest, afterMilliseconds: Int)
  /// Fetch a file, keep it elsewhere and tell how large it is (C-230).
  case transferAsset(AssetTransfer)
  /// Hand the report on: the check is over.
  case finish(CompletionReport)
  /// Hand the report on, and turn to people (C-306).
  case escalate(Escalation, report: CompletionReport)
  /// Nothing: something else has to happen first.
  case nothing
}
