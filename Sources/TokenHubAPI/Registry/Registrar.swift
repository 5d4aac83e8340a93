internal import GatewayState
internal import ProviderAdapters
internal import Routing
internal import RoutingCore
internal import RoutingFormats

/// Keeps the records of providers, models, aliases and plans, and makes router, dispatcher and store follow them.
///
/// A change is checked, then stored, then put into force: where the store fails, nothing has changed (H-320). The one exception is
/// ``disable(_:)``, which comes from what a provider said and not from an operator: it is in force first and is stored as soon as
/// the store takes it.
final class Registrar: Sendable {
  private let records: Locked<GatewayRecords>
  /// The models that were taken out and whose records the store has yet to learn of.
  private let owed = Locked<Set<ModelID>>([])
  private let gate = SerialGate()
  private let store: any StateStore
  private let dispatcher: Dispatcher
  private let makeProvider: @Sendable (AdapterRecord) -> (any ModelProvider)?
  private let observer: any RoutingObserver
  private let time: any TimeSource

  /// Makes a registrar whose records are in force already.
  init(
    _ records: GatewayRecords, store: any StateStore, dispatcher: Dispatcher, observer: any RoutingObserver,
    time: any TimeSource, makeProvider: @escaping @Sendable (AdapterRecord) -> (any ModelProvider)?
  ) {
    self.records = Locked(records)
    self.store = store
    self.dispatcher = dispatcher
    self.observer = observer
    self.time = time
    self.makeProvider = makeProvider
  }

  /// The records as they are now.
  var current: GatewayRecords { records.withLock { $0 } }

  /// Changes records, one change after the other; `body` tells what the store is to be told.
  ///
  /// `commit` stores that together with what belongs to it, such as a secret; without it the store alone is told.
  ///
  /// - Throws: `APIError`; nothing has changed then.
  /// - Complexity: O(n) in the number of models, with a large constant (`CompiledRouter`).
  @discardableResult
  func change<Result: Sendable>(
    committing commit: ((Result, [StateChange]) async throws(APIError) -> Void)? = nil,
    _ body: (inout GatewayRecords) throws(APIError) -> (Result, [StateChange])
  ) async throws(APIError) -> Result {
    try await gate.run { () async throws(APIError) in
      let former = current
      var next = former
      let (result, changes) = try body(&next)
      guard !changes.isEmpty else { return result }
      let configuration = try configuration(of: next)
      let late = owed.withLock { $0 }
      let all = changes + late.sorted().compactMap { next.models[$0] }.map { next.document(of: $0) }
      if let commit { try await commit(result, all) } else { try await store.keep(all) }
      owed.withLock { $0.subtract(late) }
      try publish(next, configuration, after: former)
      return result
    }
  }

  /// Does something that must not happen amid a change.
  ///
  /// - Throws: What it throws.
  func alone<Result: Sendable>(
    _ body: () async throws(APIError) -> Result
  ) async throws(APIError) -> Result {
    try await gate.run { () async throws(APIError) in try await body() }
  }

  /// Takes a model out because its provider's account is empty (R-1040).
  ///
  /// It is out whatever the store says; a store that fails is told again with the next change.
  func disable(_ model: ModelID) async {
    await gate.run { () async in
      let former = current
      var next = former
      guard next.models[model]?.isEnabled == true else { return }
      next.models[model]?.isEnabled = false
      // The record of a model that was given at start begins with this, as with a first patch (H-323).
      next.storedModels.insert(model)
      guard let configuration = try? configuration(of: next) else { return }
      try? publish(next, configuration, after: former)
      guard let record = next.models[model] else { return }
      do throws(APIError) {
        try await store.keep([next.document(of: record)])
      } catch {
        owed.withLock { _ = $0.insert(model) }
      }
    }
  }

  private func configuration(of records: GatewayRecords) throws(APIError) -> RouterConfiguration {
    let registry = try records.registry()
    let directory = records.directory
    if let problem = directory.problems(over: registry).first { throw APIError(problem) }
    return RouterConfiguration(registry: registry, directory: directory)
  }

  private func publish(
    _ next: GatewayRecords, _ configuration: RouterConfiguration, after former: GatewayRecords
  ) throws(APIError) {
    for id in next.providers.keys where next.adapter(of: id) != former.adapter(of: id) {
      dispatcher.setProvider(next.adapter(of: id).flatMap(makeProvider), for: id)
    }
    for id in former.providers.keys where next.providers[id] == nil { dispatcher.setProvider(nil, for: id) }
    let removed: [HealthTransition]
    do throws(InvalidDirectory) {
      removed = try dispatcher.router.reconfigure(configuration, now: time.now)
    } catch {
      // It was checked by the same rules before it was stored.
      throw .internalError
    }
    for (id, model) in next.models where model.isEnabled && former.models[id]?.isEnabled != true {
      dispatcher.router.enable(id)
    }
    records.withLock { $0 = next }
    for transition in removed { observer.observe(.healthChanged(transition), request: "") }
  }
}

/// What the adapter of a provider is made from.
struct AdapterRecord: Hashable, Sendable {
  /// The provider.
  let provider: Provider
  /// Its addresses, where it has several.
  let endpoints: [String]
  /// Whether it has a secret.
  let isKeyed: Bool
}

extension GatewayRecords {
  /// What the adapter of a provider is made from, or nil where it takes no requests (H-304).
  func adapter(of id: ProviderID) -> AdapterRecord? {
    guard let provider = providers[id], provider.isEnabled else { return nil }
    return AdapterRecord(provider: provider, endpoints: endpoints[id] ?? [], isKeyed: keyed.contains(id))
  }
}

extension APIError {
  /// A name that cannot be used: one that is taken is a conflict.
  fileprivate init(_ problem: DirectoryProblem) {
    switch problem {
    case .planNamedLikeAlias, .planNamedLikeModel, .duplicateAlias, .duplicatePlan:
      self.init(status: 409, message: "\(problem)", code: "name_taken")
    case .alias, .emptyPlanName, .emptyPlan, .unknownVariant, .unknownMember:
      self = .badRequest("\(problem)", code: "invalid_value")
    }
  }
}
