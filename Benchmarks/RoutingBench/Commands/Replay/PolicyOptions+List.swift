import RoutingCore
import RoutingFormats

extension PolicyOptions {
  /// The policies that `--policy` lists: modes, each under its name, and documents of policies.
  static func policies(_ arguments: Arguments) throws -> [(name: String, policy: RoutingPolicy)] {
    let words = (arguments.text("--policy") ?? "").split(separator: ",", omittingEmptySubsequences: false)
    var policies: [(name: String, policy: RoutingPolicy)] = []
    for word in words {
      for policy in try listed(String(word), arguments) {
        guard !policies.contains(where: { $0.name == policy.name }) else {
          throw UsageError(description: "--policy: '\(policy.name)' is there twice")
        }
        policies.append(policy)
      }
    }
    return policies
  }

  /// No document of policies is longer.
  private static let documentLimit = 1 << 24

  private static func listed(_ word: String, _ arguments: Arguments) throws -> [(name: String, policy: RoutingPolicy)] {
    if word.hasSuffix(".json") {
      return try PolicyDocument(parsing: try FileChunks(word).all(limit: documentLimit), file: word).policies
    }
    guard let mode = RoutingMode.allCases.first(where: { $0.name == word }) else {
      let known = RoutingMode.allCases.map(\.name).joined(separator: ", ")
      throw UsageError(description: "--policy: '\(word)' is none of \(known), and no file that ends in .json")
    }
    var policy = try policy(arguments)
    policy.mode = mode
    return [(word, policy)]
  }
}
