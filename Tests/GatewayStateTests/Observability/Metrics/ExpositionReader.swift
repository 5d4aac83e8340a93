/// Reads the text format 0.0.4 of Prometheus, and refuses whatever the format does not say in so many words.
struct ExpositionReader {
  struct Sample: Hashable {
    var name: String
    var labels: [[String]]
    var value: String

    subscript(label: String) -> String? { labels.first { $0[0] == label }?[1] }
  }

  struct Family {
    var name: String
    var help: String
    var type: String
    var samples: [Sample] = []
  }

  struct Problem: Error { var message: String }

  private(set) var families: [Family] = []

  init(_ bytes: [UInt8]) throws(Problem) {
    guard bytes.last == 0x0A else { throw Problem(message: "the last line has no end") }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Problem(message: "no UTF-8") }
    var help: (String, String)?
    for line in text.unicodeScalars.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
      let line = String(line)
      if line.hasPrefix("# HELP ") {
        guard help == nil else { throw Problem(message: "two HELP: \(line)") }
        help = try Self.pair(line.dropFirst(7))
      } else if line.hasPrefix("# TYPE ") {
        let (name, type) = try Self.pair(line.dropFirst(7))
        guard let known = help, known.0 == name else { throw Problem(message: "TYPE without its HELP: \(line)") }
        guard ["counter", "gauge", "histogram"].contains(type) else { throw Problem(message: "type: \(line)") }
        guard !families.contains(where: { $0.name == name }) else { throw Problem(message: "twice: \(line)") }
        families.append(Family(name: name, help: known.1, type: type))
        help = nil
      } else {
        guard help == nil, let family = families.last else { throw Problem(message: "outside a family: \(line)") }
        let sample = try Self.sample(line)
        let suffixes = family.type == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
        guard suffixes.contains(where: { family.name + $0 == sample.name }) else {
          throw Problem(message: "of another family: \(line)")
        }
        guard !family.samples.contains(where: { $0.name == sample.name && $0.labels == sample.labels }) else {
          throw Problem(message: "twice: \(line)")
        }
        families[families.count - 1].samples.append(sample)
      }
    }
    guard help == nil else { throw Problem(message: "HELP without TYPE") }
    for family in families where family.type == "histogram" { try Self.check(family) }
  }

  subscript(name: String) -> Family? { families.first { $0.name == name } }

  /// The value of the one sample with these labels' values, in order.
  func value(_ name: String, _ labels: String...) -> Double? {
    families.lazy.flatMap(\.samples).first { $0.name == name && $0.labels.map { $0[1] } == labels }.flatMap {
      Double($0.value)
    }
  }

  private static func pair(_ text: Substring) throws(Problem) -> (String, String) {
    let parts = text.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, isName(parts[0]) else { throw Problem(message: "no name and text: \(text)") }
    return (String(parts[0]), String(parts[1]))
  }

  private static func isName(_ text: Substring) -> Bool {
    text.utf8.enumerated().allSatisfy { place, byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"): place > 0
      default: false
      }
    } && !text.isEmpty
  }

  private static func sample(_ line: String) throws(Problem) -> Sample {
    var rest = Array(line.unicodeScalars)[...]
    func take(until stops: [Unicode.Scalar]) -> String {
      var text = String.UnicodeScalarView()
      while let next = rest.first, !stops.contains(next) { text.append(rest.removeFirst()) }
      return String(text)
    }
    let name = take(until: ["{", " "])
    guard isName(name[...]) else { throw Problem(message: "name: \(line)") }
    var labels: [[String]] = []
    if rest.first == "{" {
      repeat {
        rest.removeFirst()
        let label = take(until: ["=", "}"])
        guard isName(label[...]), rest.prefix(2) == ["=", "\""] else { throw Problem(message: "label: \(line)") }
        rest.removeFirst(2)
        var value = String.UnicodeScalarView()
        while let next = rest.popFirst(), next != "\"" {
          guard next == "\\" else {
            value.append(next)
            continue
          }
          switch rest.popFirst() {
          case "\\": value.append("\\")
          case "\"": value.append("\"")
          case "n": value.append("\n")
          default: throw Problem(message: "escape: \(line)")
          }
        }
        guard !labels.contains(where: { $0[0] == label }) else { throw Problem(message: "label twice: \(line)") }
        labels.append([label, String(value)])
      } while rest.first == ","
      guard rest.popFirst() == "}" else { throw Problem(message: "end of labels: \(line)") }
    }
    guard rest.popFirst() == " " else { throw Problem(message: "no value: \(line)") }
    let value = take(until: [])
    guard Double(value) != nil || value == "+Inf", !value.contains(" ") else {
      throw Problem(message: "value: \(line)")
    }
    return Sample(name: name, labels: labels, value: value)
  }

  /// The buckets of each series rise to that of +Inf, which is the count.
  private static func check(_ family: Family) throws(Problem) {
    let series = Dictionary(grouping: family.samples) { $0.labels.filter { $0[0] != "le" } }
    for (labels, samples) in series {
      let buckets = samples.filter { $0.name == family.name + "_bucket" }
      let bounds = buckets.map { $0["le"] == "+Inf" ? .infinity : Double($0["le"] ?? "") ?? .nan }
      let counts = buckets.compactMap { Int($0.value) }
      let total = samples.filter { $0.name == family.name + "_count" }.compactMap { Int($0.value) }
      guard bounds == bounds.sorted(), Set(bounds).count == bounds.count, bounds.last == .infinity,
        counts.count == buckets.count, counts == counts.sorted(), total == [counts.last ?? -1],
        samples.filter({ $0.name == family.name + "_sum" }).count == 1
      else { throw Problem(message: "histogram: \(labels)") }
    }
  }
}
