import ReplayReporting
import RoutingCore
import TrafficReplay

/// `merge`: the shards of a replay as one comparison.
enum MergeCommand {
  static let command = Command(
    name: "merge", summary: "Merges the shards of a replay into the comparison that one run would have made.",
    usage: "SHARD... [OPTIONS]",
    options: [
      Command.Option(
        name: "--json", value: "FILE", help: "also write the comparison as JSON; '-' writes it to standard output"),
      ReportFiles.option,
    ],
    operands: ["SHARD"], furtherOperands: "SHARD",
    notes: """
      A shard is what 'replay --shard i/n --segment SECONDS --out FILE' writes. Shards may come in any order; each must be
      there once, and all must be of one run: the same trace, policies, registry, world and options. Documents of policies,
      worlds and catalogues are read again, where they were read from. What is told is what
      'replay' without --shard tells, to the last byte of the JSON.
      """,
    run: run)

  private static func run(_ arguments: Arguments) throws -> Int32 {
    var files = try arguments.operands.map { try ShardFile($0) }
    try check(files)
    let head = files[0].head
    let words = ["replay"] + head.options.map { "\($0.name)=\($0.value)" }
    let given = try Arguments(words.dropFirst(), for: ReplayCommand.command)
    let report = try ReportFiles(arguments, inputs: given)
    let setup = try ComparisonSetup(given)
    let (registry, summary) = (setup.registry, setup.summary)
    guard registry.models.count == head.modelCount, summary == head.registry else {
      throw FileError(path: files[0].path, reason: "is about another registry: \(head.registry)")
    }
    if let name = setup.inputs.difference(from: head.inputs) {
      throw FileError(path: files[0].path, reason: "was made of another \(name)")
    }
    for place in files.indices { try files[place].advance() }
    var comparison = PolicyComparison(none: head.policies, registry, seed: head.seed)
    // Each file has its segments in order, so the next one of all is the first of one.
    while let place = files.indices.filter({ files[$0].next != nil })
      .min(by: { (files[$0].next?.number ?? 0) < (files[$1].next?.number ?? 0) }), let segment = files[place].next
    {
      comparison.append(segment.comparison)
      try files[place].advance()
    }
    let tail = try tail(of: files)
    // As a run over nothing but complaints, which is no replay.
    if tail.requests == 0, tail.malformed > 0 { return 2 }
    guard comparison.requestCount == tail.requests else {
      throw FileError(
        path: files[0].path,
        reason: "with the others has \(comparison.requestCount) of \(tail.requests) requests")
    }
    let story = ComparisonStory(
      comparison: comparison, registry: registry, summary: summary, trace: tail, seed: head.seed)
    try story.tell(arguments)
    if let report {
      try story.write(report, ReplaySetup(given, setup, tail, words: words), arguments)
    }
    return tail.malformed == 0 ? 0 : 1
  }

  /// All shards of one run are there, each once.
  private static func check(_ files: [ShardFile]) throws {
    for file in files.dropFirst() {
      guard let difference = file.head.difference(from: files[0].head) else { continue }
      throw FileError(path: file.path, reason: "is of another run than \(files[0].path): \(difference)")
    }
    var paths: [Int: String] = [:]
    for file in files {
      if let other = paths.updateValue(file.path, forKey: file.head.shard.number) {
        throw FileError(path: file.path, reason: "is shard \(file.head.shard.number), as \(other) is")
      }
    }
    let count = files[0].head.shard.count
    guard count == files.count else {
      // However many there are said to be, the first few are soon found.
      let list = (1...count).lazy.filter { paths[$0] == nil }.prefix(10).map { "\($0)" }.joined(separator: ", ")
      throw FileError(
        path: files[0].path, reason: "is one of \(count) shards, of which \(count - files.count) are missing: \(list)")
    }
  }

  /// What all shards say that the trace was.
  private static func tail(of files: [ShardFile]) throws -> ShardTail {
    let tails = files.compactMap(\.tail)
    for (file, tail) in zip(files, tails)
    where tail.requests != tails[0].requests || tail.fingerprint != tails[0].fingerprint {
      throw FileError(path: file.path, reason: "is of another trace than \(files[0].path)")
    }
    return tails[0]
  }
}
