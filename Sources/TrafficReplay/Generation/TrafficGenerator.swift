public import RoutingCore

/// Seeded requests by a plan, one after the other in order of time.
///
/// Conversations begin by the plan's arrivals. Each takes a geometric number of turns; what a user says and what is
/// answered are drawn for every turn, and the prompt of a turn is the prompt and the answer of the turn before and what
/// is said now. The same plan and seed give the same requests on every machine. Memory is bounded: at most
/// ``maximumOpenSessions`` conversations wait for their next turn, and one that would be one more ends early.
public struct TrafficGenerator: Sendable {
  /// The conversations that may be waiting for their next turn.
  public static let maximumOpenSessions = 1 << 18
  /// The conversations that ended early because too many were waiting.
  public private(set) var sessionsCutShort = 0

  private let plan: TrafficPlan
  /// One of the two; apart, so that drawing from them copies nothing.
  private var process: ArrivalProcess?
  private var clients: ClientArrivals?
  private var nextStart: (arrival: Moment, tenant: Int?)?
  private let tenantNames: [String]
  private let tenantTable: AliasTable?
  private let lengthTable: AliasTable?
  private let lengthTables: LengthTables?
  private var generator: SeededGenerator
  private var waiting = MomentQueue<Turn>()
  private var sessionCount = 0
  private var blockCount: Int

  /// A turn that is to come, with what its conversation brings along.
  private struct Turn: Sendable {
    let session: Int
    let tenant: Int?
    /// The prompt and the answer before, together.
    var context = 0
    /// The blocks of the context that are full; those come again.
    var blocks: [Int] = []
  }

  /// Makes the requests of a plan.
  public init(_ plan: TrafficPlan, seed: UInt64) {
    self.plan = plan
    generator = SeededGenerator(seed: seed, stream: 0x9E4E)
    switch plan.starts {
    case .process(let process):
      self.process = process
      tenantNames = plan.tenants?.names ?? []
      tenantTable = plan.tenants.map { AliasTable($0.shares) }
    case .clients(let clients):
      self.clients = clients
      (tenantNames, tenantTable) = (clients.clients, nil)
    }
    if case .distributions(let distributions) = plan.lengths {
      lengthTable = AliasTable(distributions.map(\.1))
      lengthTables = LengthTables(distributions.map(\.0))
    } else {
      (lengthTable, lengthTables) = (nil, nil)
    }
    // The first numbers are those of the system prompts.
    blockCount = (plan.blocks?.systemBlocks ?? 0) * max(tenantNames.count, 1)
    nextStart = start()
  }

  /// The next request, or nil where nothing more begins and no conversation goes on.
  ///
  /// - Complexity: O(log n) in the number of conversations and clients, and O(m) in the blocks of the prompt.
  public mutating func next() -> TraceRecord? {
    if let turn = waiting.first, turn <= nextStart?.arrival ?? .init(nanoseconds: .max) {
      return waiting.popFirst().map { request($0.value, at: $0.moment) }
    }
    guard let (arrival, tenant) = nextStart else { return nil }
    nextStart = start()
    defer { sessionCount += 1 }
    return request(Turn(session: sessionCount, tenant: tenant), at: arrival)
  }

  private mutating func start() -> (arrival: Moment, tenant: Int?)? {
    if let (arrival, client) = clients?.next() { return (arrival, client) }
    guard let arrival = process?.next() else { return nil }
    return (arrival, tenantTable.map { $0.place(generator.next()) })
  }

  private mutating func request(_ turn: Turn, at arrival: Moment) -> TraceRecord {
    let said = lengths()
    let input = TokenCount(clamping: turn.context + said.input.value)
    var blocks = turn.blocks
    if let shape = plan.blocks { addBlocks(&blocks, of: turn, input: input.value, shape) }
    let record = TraceRecord(
      arrival: arrival, inputTokens: input, outputTokens: said.output,
      session: plan.sessions == nil ? nil : "s\(turn.session + 1)", prefixBlocks: blocks,
      tenant: turn.tenant.map { tenantNames[$0] })
    if let sessions = plan.sessions { carryOn(turn, after: record, sessions) }
    return record
  }

  private mutating func lengths() -> (input: TokenCount, output: TokenCount) {
    if case .sample(let sample) = plan.lengths, !sample.isEmpty { return sample.draw(using: &generator) }
    guard let lengthTable, let lengthTables else { return (1, 1) }
    return lengthTables.draw(from: lengthTable.place(generator.next()), using: &generator)
  }

  /// Names the blocks of a prompt that are new: those of the tenant's system prompt, then fresh numbers.
  private mutating func addBlocks(_ blocks: inout [Int], of turn: Turn, input: Int, _ shape: PrefixShape) {
    let full = input / shape.blockTokens
    // Prompts may be as long as a trace says; a list of blocks is not.
    let wanted = min((input + shape.blockTokens - 1) / shape.blockTokens, TrafficGenerator.maximumBlocks)
    while blocks.count < wanted {
      // A block that is not full yet will not come again: it goes on with something else.
      if blocks.count < min(shape.systemBlocks, full) {
        blocks.append((turn.tenant ?? 0) * shape.systemBlocks + blocks.count)
      } else {
        blocks.append(blockCount)
        blockCount += 1
      }
    }
  }

  private static let maximumBlocks = 1 << 16

  /// Draws whether a conversation goes on, and when.
  private mutating func carryOn(_ turn: Turn, after record: TraceRecord, _ sessions: SessionShape) {
    guard generator.unit() < 1 - 1 / sessions.meanTurns else { return }
    let spread = sessions.thinkSpread * GammaSampler.normal(using: &generator)
    let milliseconds = sessions.medianThinkSeconds * 1000 * ElementaryFunctions.exp(spread)
    let context = record.inputTokens.value + record.outputTokens.value
    guard context < sessions.maximumInputTokens else { return }
    guard waiting.count < TrafficGenerator.maximumOpenSessions else {
      sessionsCutShort += 1
      return
    }
    let kept = plan.blocks.map { record.prefixBlocks.prefix(record.inputTokens.value / $0.blockTokens) } ?? []
    let next = Turn(session: turn.session, tenant: turn.tenant, context: context, blocks: Array(kept))
    waiting.insert(next, at: record.arrival.advanced(byMilliseconds: milliseconds))
  }
}
