public import Routing
public import RoutingCore
public import RoutingTestKit

/// Checks a `WorkflowEngine` against what its protocol asks.
///
/// An empty array means that every clause holds. `make` gives an engine whose activity is the closure that it gets, in the place of
/// `Orchestrator.advance(_:of:)`: the engine calls it with the state that the workflow began in, then with each state that it gave,
/// until it says that the work is over.
public struct WorkflowEngineContract: Sendable {
  /// One step of the work: the state before, and the state after with whether the work is over; one that throws has failed.
  public typealias Activity = @Sendable (JSONValue) async throws -> (state: JSONValue, isOver: Bool)

  /// What an engine is held to.
  public enum Clause: String, CaseIterable, Sendable {
    /// A workflow runs once, however often its id is handed over, and handing it over again is no failure.
    case runsOnce
    /// Each step gets the state that the one before gave.
    case keepsEachState
    /// Waiting gives the last state, to as many as wait, also after the end.
    case endIsLastState
    /// A look tells what is unknown, running and ended, and waits for neither.
    case looksWithoutWaiting
    /// Beginning returns while the work goes on.
    case beginsWithoutWaiting
    /// Waiting for the end of what was never begun fails.
    case unknownHasNoEnd
    /// A step that failed is not tried again, and waiting for its workflow fails.
    case failuresAreFinal
    /// Workflows at once have nothing to do with each other.
    case bearsManyAtOnce
  }

  private let patience: Milliseconds
  private let make: @Sendable (@escaping Activity) async throws -> any WorkflowEngine

  /// Makes a contract for the engines that `make` gives; `patience` is how long anything may take that need not wait.
  public init(
    patience: Milliseconds = 30_000,
    make: @escaping @Sendable (@escaping Activity) async throws -> any WorkflowEngine
  ) {
    self.patience = patience
    self.make = make
  }

  /// Checks the clauses, each with an engine of its own; what is wrong, in the order of the clauses.
  public func run(_ clauses: [Clause] = Clause.allCases) async -> [ContractViolation] {
    var violations: [ContractViolation] = []
    for clause in clauses {
      let seen = await findings { findings in
        let work = CountedWork()
        let probe = WorkflowEngineProbe(
          engine: try await make { try await work.advance($0) }, work: work, patience: patience)
        switch clause {
        case .runsOnce: await probe.checkOnce(&findings)
        case .keepsEachState: await probe.checkStates(&findings)
        case .endIsLastState: await probe.checkEnd(&findings)
        case .looksWithoutWaiting: await probe.checkLook(&findings)
        case .beginsWithoutWaiting: await probe.checkBeginning(&findings)
        case .unknownHasNoEnd: await probe.checkUnknown(&findings)
        case .failuresAreFinal: await probe.checkFailure(&findings)
        case .bearsManyAtOnce: await probe.checkMany(&findings)
        }
        work.release()
      }
      violations += seen.map { ContractViolation(clause: clause.rawValue, seen: $0) }
    }
    return violations
  }
}
