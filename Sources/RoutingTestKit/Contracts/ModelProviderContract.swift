public import Routing
public import RoutingCore

/// Checks a `ModelProvider` against the guide in its protocol's documentation.
///
/// An empty array means that every clause holds. The host says how to make a provider whose upstream behaves in a given
/// way, say over a transport of its own:
///
/// ```swift
/// let contract = ModelProviderContract(call: call) { upstream, secret in
///   ModelProviderContract.Subject(MyProvider(StubTransport(upstream), key: secret))
/// }
/// #expect(await contract.run() == [])
/// ```
public struct ModelProviderContract: Sendable {
  /// What a provider is held to.
  public enum Clause: String, CaseIterable, Sendable {
    /// Send: the whole answer comes back.
    case sendGivesTheAnswer
    /// Send: one call is one attempt, also where it fails.
    case oneCallIsOneAttempt
    /// Facts, not verdicts: a status is told with its body and `Retry-After`.
    case statusesAreToldWithTheirFacts
    /// Facts, not verdicts: how a connection failed is told.
    case failedConnectionsAreTold
    /// Facts, not verdicts: an answer that cannot be read is told as that.
    case unreadableAnswersAreTold
    /// Facts, not verdicts: every failure is classified, and by the contract's table unless the host documents
    /// otherwise.
    case everythingIsClassified
    /// Cancellation: a call ends soon and throws `cancelled`.
    case cancellationEndsCalls
    /// Cancellation: reading a stream ends soon and throws `cancelled`.
    case cancellationEndsReading
    /// Streams: chunks are OpenAI's, and nil follows the provider's own sign of the end.
    case streamsGiveChunks
    /// Streams: a body that just stops, or is cut, throws; nothing comes after it.
    case streamsThatStopThrow
    /// Streams: `cancel` may be called at any time, more than once, and ends whoever reads.
    case streamsCanBeCancelled
    /// Secrets: none stands in what is thrown.
    case secretsAreKept
    /// Concurrency: any number of calls may be under way.
    case callsRunAtOnce
    /// Time: a probe answers, or gives up, within its time.
    case probesKeepTheirTime

    /// Where the guide says so.
    public var guide: String {
      switch self {
      case .sendGivesTheAnswer, .oneCallIsOneAttempt: "Send"
      case .statusesAreToldWithTheirFacts, .failedConnectionsAreTold, .unreadableAnswersAreTold,
        .everythingIsClassified:
        "Facts, not verdicts"
      case .cancellationEndsCalls, .cancellationEndsReading: "Cancellation"
      case .streamsGiveChunks, .streamsThatStopThrow, .streamsCanBeCancelled: "Streams"
      case .secretsAreKept: "Secrets"
      case .callsRunAtOnce: "Concurrency"
      case .probesKeepTheirTime: "Time"
      }
    }
  }

  /// A provider to be checked.
  public struct Subject: Sendable {
    /// The provider.
    public var provider: any ModelProvider
    /// How many calls its upstream has seen, or nil where nobody counts them.
    public var callsSeen: (@Sendable () -> Int)?

    /// Makes a subject.
    public init(_ provider: any ModelProvider, callsSeen: (@Sendable () -> Int)? = nil) {
      self.provider = provider
      self.callsSeen = callsSeen
    }
  }

  let call: ProviderCall
  let patience: Milliseconds
  let secret: String
  let type: ProviderType?
  let ownMeanings: Set<Int>
  let make: @Sendable (Upstream, _ secret: String) async -> Subject

  /// Makes a contract for the providers that `make` gives for an upstream and the secret that they are to send there.
  ///
  /// `patience` is how long "soon" may take, in real time. The contract's table of failures is read for `type`;
  /// `ownMeanings` are the statuses that the host documents to mean something else there.
  public init(
    call: ProviderCall, patience: Milliseconds = 3_000, secret: String = "sk-canary-7f3a9c51d2e84b60",
    type: ProviderType? = nil, ownMeanings: Set<Int> = [],
    make: @escaping @Sendable (Upstream, _ secret: String) async -> Subject
  ) {
    self.call = call
    self.patience = patience
    self.secret = secret
    self.type = type
    self.ownMeanings = ownMeanings
    self.make = make
  }

  /// Checks the clauses, each with providers of its own; what is wrong, in the order of the clauses.
  public func run(_ clauses: [Clause] = Clause.allCases) async -> [ContractViolation] {
    var violations: [ContractViolation] = []
    for clause in clauses {
      violations += await check(clause).map {
        ContractViolation(clause: clause.rawValue, seen: "\($0) (guide: \(clause.guide))")
      }
    }
    return violations
  }

  private func check(_ clause: Clause) async -> [String] {
    switch clause {
    case .sendGivesTheAnswer: await checkAnswer()
    case .oneCallIsOneAttempt: await checkAttempts()
    case .statusesAreToldWithTheirFacts: await checkStatuses()
    case .failedConnectionsAreTold: await checkConnections()
    case .unreadableAnswersAreTold: await checkNonsense()
    case .everythingIsClassified: await checkClasses()
    case .cancellationEndsCalls: await checkCancellation()
    case .cancellationEndsReading: await checkCancelledReading()
    case .streamsGiveChunks: await checkChunks()
    case .streamsThatStopThrow: await checkBrokenStreams()
    case .streamsCanBeCancelled: await checkStreamCancellation()
    case .secretsAreKept: await checkSecrets()
    case .callsRunAtOnce: await checkConcurrency()
    case .probesKeepTheirTime: await checkProbe()
    }
  }
}
