import RoutingCore
import RoutingFormats
import TrafficReplay

/// Reads what ``OutcomesJSON`` writes.
enum OutcomesFields {
  /// The outcomes of a segment, of the policies and the registry of a head.
  static func segment(_ field: JSONField, of head: ShardHead) throws(FormatError) -> SegmentOutcomes {
    let number = try count(try field.required("segment"))
    let policies = try field.required("policies")
    let fields = try policies.elements()
    // Before any is read: what is read takes as much room as the registry has models.
    guard fields.count == head.policies.count else { throw policies.error("expected \(head.policies.count) policies") }
    var contestants: [PolicyComparison.Contestant] = []
    for (policy, name) in zip(fields, head.policies) {
      let found = try policy.required("policy")
      guard try found.string() == name else { throw found.error("expected '\(name)'") }
      contestants.append(
        PolicyComparison.Contestant(name: name, outcomes: try outcomes(policy, modelCount: head.modelCount)))
    }
    let seed = head.seed
    return SegmentOutcomes(number: number, comparison: PolicyComparison(contestants, seed: seed))
  }

  private static func outcomes(_ field: JSONField, modelCount: Int) throws(FormatError) -> PolicyOutcomes {
    var outcomes = PolicyOutcomes(modelCount: modelCount)
    for (name, path) in OutcomesJSON.counts { outcomes[keyPath: path] = try count(try field.required(name)) }
    for (name, path) in OutcomesJSON.sums { outcomes[keyPath: path] = try sums(try field.required(name)) }
    for (name, path) in OutcomesJSON.times { outcomes[keyPath: path] = try times(try field.required(name)) }
    for row in try field.required("models").elements() {
      let (integers, numbers) = try self.row(row, integers: 3, numbers: 1)
      guard outcomes.models.indices.contains(integers[0]) else { throw row.error("the registry has no such model") }
      outcomes.models[integers[0]].requests = integers[1]
      outcomes.models[integers[0]].served = integers[2]
      outcomes.models[integers[0]].cost = numbers[0]
    }
    outcomes.timeline = try timeline(try field.required("timeline"), modelCount: modelCount)
    for row in try field.required("tenants").elements() {
      let cells = try row.elements()
      guard let tenant = cells.first else { throw row.error("expected a name and four numbers") }
      outcomes.tenants.add(try share(row, Array(cells.dropFirst())), of: try tenant.string())
    }
    let others = try field.required("other_tenants")
    outcomes.tenants.others = try share(others, try others.elements())
    return outcomes
  }

  private static func share(_ field: JSONField, _ cells: [JSONField]) throws(FormatError) -> TenantOutcomes.Share {
    guard cells.count == 4 else { throw field.error("expected four numbers") }
    var share = TenantOutcomes.Share()
    share.requests = try count(cells[0])
    share.served = try count(cells[1])
    share.attained = try count(cells[2])
    share.cost = try number(cells[3])
    return share
  }

  private static func sums(_ field: JSONField) throws(FormatError) -> BlockSums {
    let sums = try field.required("sums").elements()
    let counts = try field.required("counts").elements()
    guard sums.count == counts.count else { throw field.error("there are not as many sums as counts") }
    var blocks: [BlockSums.Block] = []
    for (sum, count) in zip(sums, counts) {
      blocks.append(BlockSums.Block(sum: try number(sum), count: try self.count(count)))
    }
    let made = BlockSums(
      blocks: blocks, blockSize: try count(try field.required("block")),
      requestCount: try count(try field.required("requests")))
    guard let made else { throw field.error("these blocks contradict each other") }
    return made
  }

  private static func times(_ field: JSONField) throws(FormatError) -> LatencyHistogram {
    var buckets: [(bucket: Int, count: UInt64)] = []
    for row in try field.required("buckets").elements() {
      let (integers, _) = try self.row(row, integers: 2, numbers: 0)
      buckets.append((integers[0], UInt64(integers[1])))
    }
    let made = LatencyHistogram(
      filledBuckets: buckets, maximum: try nanoseconds(try field.required("maximum")),
      total: try nanoseconds(try field.required("total")))
    guard let made else { throw field.error("these buckets contradict each other") }
    return made
  }

  private static func timeline(_ field: JSONField, modelCount: Int) throws(FormatError) -> OutcomeTimeline {
    var bins: [OutcomeTimeline.Bin] = []
    for row in try field.required("bins").elements() {
      let (integers, numbers) = try self.row(row, integers: 5, numbers: 2)
      var bin = OutcomeTimeline.Bin()
      bin.requests = integers[0]
      bin.served = integers[1]
      bin.failures = integers[2]
      bin.refusals = integers[3]
      bin.attained = integers[4]
      bin.cost = numbers[0]
      bin.firstToken = numbers[1]
      bins.append(bin)
    }
    var models: [(bin: Int, model: Int, count: Int)] = []
    for row in try field.required("models").elements() {
      let (integers, _) = try self.row(row, integers: 3, numbers: 0)
      models.append((integers[0], integers[1], integers[2]))
    }
    let made = OutcomeTimeline(
      secondsPerBin: try count(try field.required("seconds")), bins: bins, modelRequests: models,
      modelCount: modelCount)
    guard let made else { throw field.error("these bins contradict each other") }
    return made
  }

  private static func row(
    _ field: JSONField, integers: Int, numbers: Int
  ) throws(FormatError) -> (integers: [Int], numbers: [Double]) {
    let cells = try field.elements()
    guard cells.count == integers + numbers else { throw field.error("expected \(integers + numbers) numbers") }
    var row: (integers: [Int], numbers: [Double]) = ([], [])
    for cell in cells.prefix(integers) { row.integers.append(try count(cell)) }
    for cell in cells.dropFirst(integers) { row.numbers.append(try number(cell)) }
    return row
  }

  private static func count(_ field: JSONField) throws(FormatError) -> Int {
    let count = try field.int()
    // So few that those of all segments cannot overflow.
    guard (0..<(1 << 46)).contains(count) else { throw field.error("\(count) is no count") }
    return count
  }

  /// A sum of dollars or milliseconds; no traffic comes near the bound.
  private static func number(_ field: JSONField) throws(FormatError) -> Double {
    let number = try field.double()
    guard abs(number) < 1e18 else { throw field.error("\(number) is too much") }
    return number
  }

  private static func nanoseconds(_ field: JSONField) throws(FormatError) -> UInt64 {
    let text = try field.string()
    guard let number = UInt64(text) else { throw field.error("'\(text)' is not a number of nanoseconds") }
    return number
  }
}
