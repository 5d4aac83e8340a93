import RoutingCore
import RoutingFormats
import TrafficReplay

/// The first line of a shard's file: of what it is a part.
struct ShardHead: Equatable {
  static let schema = "routing-bench/shard/1"

  let shard: TraceShard
  let seed: UInt64
  let policies: [String]
  let modelCount: Int
  /// The options of the run as they were given, but for those that only say which shard it is and where it goes.
  let options: [Option]
  /// What the registry is, in words.
  let registry: String
  let inputs: RunInputs

  struct Option: Equatable {
    let name: String
    let value: String
  }

  /// The options that may differ from shard to shard.
  private static let own: Set<String> = ["--shard", "--out", "--threads", "--json", "--report"]

  init(_ arguments: Arguments, shard: TraceShard, of setup: ComparisonSetup) {
    self.shard = shard
    seed = setup.settings.seed
    policies = setup.policies.map(\.name)
    modelCount = setup.registry.models.count
    options = arguments.given.filter { !ShardHead.own.contains($0.name) }.map { Option(name: $0.name, value: $0.value) }
    registry = setup.summary
    inputs = setup.inputs
  }

  init(_ field: JSONField) throws(FormatError) {
    let schema = try field.required("schema")
    guard try schema.string() == ShardHead.schema else {
      throw schema.error("expected '\(ShardHead.schema)'; was this written by 'replay --shard'?")
    }
    let number = try field.required("shard")
    guard let shard = TraceShard(try number.int(), of: try field.required("of").int()) else {
      throw number.error("there is no such shard")
    }
    self.shard = shard
    let seed = try field.required("seed")
    guard let value = UInt64(exactly: try seed.int()) else { throw seed.error("a seed is not negative") }
    self.seed = value
    var policies: [String] = []
    for policy in try field.required("policies").elements() { policies.append(try policy.string()) }
    self.policies = policies
    let models = try field.required("models")
    modelCount = try models.int()
    guard (1...100_000).contains(modelCount) else { throw models.error("no registry has so many models") }
    var options: [Option] = []
    for (name, value) in try field.required("options").members() {
      options.append(Option(name: name, value: try value.string()))
    }
    self.options = options
    registry = try field.required("registry").string()
    inputs = try RunInputs(try field.required("inputs"))
  }

  /// The line, with its end.
  var line: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      for (name, text) in [("schema", ShardHead.schema), ("registry", registry)] {
        writer.name(name)
        writer.string(text)
      }
      for (name, number) in [
        ("shard", shard.number), ("of", shard.count), ("seed", Int(seed)), ("models", modelCount),
      ] {
        writer.name(name)
        writer.integer(number)
      }
      writer.name("policies")
      writer.array { writer in policies.forEach { writer.string($0) } }
      writer.name("options")
      writer.object { writer in
        for option in options {
          writer.name(option.name)
          writer.string(option.value)
        }
      }
      writer.name("inputs")
      inputs.write(to: &writer)
    }
    return writer.bytes + [0x0A]
  }

  /// What tells two heads apart that should be of one run, or nil where only the shard does.
  func difference(from other: ShardHead) -> String? {
    if shard.count != other.shard.count { return "one is of \(shard.count) shards and one of \(other.shard.count)" }
    if registry != other.registry || modelCount != other.modelCount { return "the registries differ" }
    if policies != other.policies { return "the policies differ" }
    for name in Set(options.map(\.name)).union(other.options.map(\.name)).sorted() {
      let values = [options, other.options].map { options in options.first { $0.name == name }?.value }
      if values[0] != values[1] {
        return "\(name) is \(values.map { $0.map { "'\($0)'" } ?? "not given" }.joined(separator: " and "))"
      }
    }
    if let name = inputs.difference(from: other.inputs) { return "they read another \(name)" }
    return seed == other.seed ? nil : "the seeds differ"
  }
}
