import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing
import TrafficReplay

/// What the library says of the shipped tables, against figures reckoned here straight from the text of the files.
@Suite(.offThePool) struct ShippedQualityTests {
  /// A table as plain dictionaries: by item and model its score, its answer's length, and by item its prompt's length.
  private struct Plain {
    var scores: [String: [String: Double]] = [:]
    var answers: [String: [String: Int]] = [:]
    var prompts: [String: Int] = [:]
    var models: Set<String> = []

    /// Splits the text at commas; the shipped tables quote nothing.
    init(_ file: String) throws {
      var rows = try Repository.text(of: "Data/Quality/\(file)").split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      let header = rows.removeFirst()
      for row in rows {
        let cells = Dictionary(uniqueKeysWithValues: zip(header, row))
        let key: String
        if let question = cells["question_id"], let turn = cells["turn"] {
          key = "\(question)/\(turn)"
        } else {
          key = row[0]
        }
        prompts[key] = cells["prompt_chars"].flatMap { Int($0) }
        if let model = cells["model"], let grade = cells["score_1_to_10"].flatMap({ Double($0) }) {
          models.insert(model)
          if grade >= 1 { scores[key, default: [:]][model] = (grade - 1) / 9 }
          answers[key, default: [:]][model] = cells["answer_chars"].flatMap { Int($0) }
          continue
        }
        for (name, cell) in cells {
          for prefix in ["score_", "correct_"] where name.hasPrefix(prefix) {
            let model = String(name.dropFirst(prefix.count))
            models.insert(model)
            scores[key, default: [:]][model] = Double(cell)
            answers[key, default: [:]][model] = cells["response_chars_\(model)"].flatMap { Int($0) }
          }
        }
      }
    }
  }

  /// A model's price in dollars per million tokens: the shipped one, or for tables without prices one made up from its
  /// place among the names.
  private func prices(_ models: Set<String>, file: String) throws -> [String: (input: Double, output: Double)] {
    var prices: [String: (Double, Double)] = [:]
    if file.hasPrefix("llmrouter") {
      for row in try Repository.text(of: "Data/Quality/llmrouter_model_prices.csv").split(separator: "\n").dropFirst() {
        let cells = row.split(separator: ",").map(String.init)
        prices[cells[0]] = (try #require(Double(cells[2])), try #require(Double(cells[3])))
      }
    } else {
      for (place, model) in models.sorted().enumerated() { prices[model] = (Double(1 + place), Double(3 + 2 * place)) }
    }
    return prices
  }

  private func world(_ bytes: [UInt8], _ prices: [String: (input: Double, output: Double)]) throws -> QualityWorld {
    let document = try QualityDocument(parsing: bytes)
    let table = try QualityTable(
      items: document.items.map { .init(key: $0.key, task: $0.task, promptCharacters: $0.promptCharacters) },
      models: document.models, scores: document.scores, answerCharacters: document.answerCharacters)
    return QualityWorld(
      table,
      prices: prices.mapValues { .init(inputPerMillionTokens: $0.input, outputPerMillionTokens: $0.output) },
      pricing: TokenPricing(assumedInputTokens: 300, assumedOutputTokens: 150))
  }

  @Test(
    "oracle, best single model, costs and regret of a shipped table are those of its text",
    arguments: [
      "llmrouter_9models.csv", "routellm_gsm8k_mmlu.csv", "mtbench_routellm.csv", "wildbench_v2_gpt4o_judge.csv",
    ])
  func figures(file: String) throws {
    let plain = try Plain(file)
    let prices = try prices(plain.models, file: file)
    let world = try world(try Repository.bytes(of: "Data/Quality/\(file)"), prices)
    #expect(world.models == plain.models.sorted())

    let complete = plain.scores.filter { $0.value.count == plain.models.count }
    let count = Double(complete.count)
    #expect(world.items.count == complete.count)
    #expect(world.incompleteItems == Set(plain.prompts.keys).union(plain.scores.keys).count - complete.count)

    func cost(_ key: String, _ model: String) throws -> Double {
      let price = try #require(prices[model])
      let input = plain.prompts[key].map { (Double($0) / 4).rounded(.up) } ?? 300
      let output = plain.answers[key]?[model].map { (Double($0) / 4).rounded(.up) } ?? 150
      return (input * price.input + output * price.output) / 1e6
    }
    var (oracleScore, oracleCost) = (0.0, 0.0)
    var singles: [String: (score: Double, cost: Double)] = [:]
    for (key, scores) in complete {
      let best = try #require(scores.values.max())
      oracleScore += best
      oracleCost += try scores.filter { $0.value == best }.map { try cost(key, $0.key) }.min() ?? 0
      for (model, score) in scores {
        singles[model, default: (0, 0)].score += score
        singles[model, default: (0, 0)].cost += try cost(key, model)
      }
    }
    let oracle = world.point { world.oracle(on: $0) }
    #expect(abs(oracle.quality - oracleScore / count) < 1e-9)
    #expect(abs(oracle.cost - oracleCost / count) < 1e-9)
    for (place, model) in world.models.enumerated() {
      let (point, wanted) = (world.point { _ in place }, try #require(singles[model]))
      #expect(abs(point.quality - wanted.score / count) < 1e-9, "\(model)")
      #expect(abs(point.cost - wanted.cost / count) < 1e-9, "\(model)")
    }
    let best = try #require(singles.max { $0.value.score < $1.value.score })
    let single = world.bestSingleModel()
    #expect(world.models[single] == best.key)
    #expect(abs(world.verdict { _ in single }.totalRegret - (oracleScore - best.value.score)) < 1e-6)
  }

  @Test("rows of a shipped table in any order make the same world, to the last bit")
  func orderOfRows() throws {
    let file = "mtbench_routellm.csv"
    let prices = try prices(try Plain(file).models, file: file)
    let lines = try Repository.text(of: "Data/Quality/\(file)").split(separator: "\n")
    var generator = SeededGenerator(seed: 1)
    let shuffled = lines.prefix(1) + lines.dropFirst().shuffled(using: &generator)
    #expect(shuffled != lines[...])
    #expect(
      try world(Array(shuffled.joined(separator: "\n").utf8), prices)
        == world(try Repository.bytes(of: "Data/Quality/\(file)"), prices))
  }

  @Test("the means per task beat chance and the best single model on items that they were not learnt from")
  func predictor() throws {
    let file = "llmrouter_9models.csv"
    let prices = try prices(try Plain(file).models, file: file)
    let world = try world(try Repository.bytes(of: "Data/Quality/\(file)"), prices)
    let comparison = try #require(QualityComparison(of: world, seed: 1))
    #expect(comparison.trainingItems + comparison.evaluationItems == world.items.count)
    var qualities: [String: Double] = [:]
    for policy in comparison.policies { qualities[policy.name] = policy.verdict.point.quality }
    let best = try #require(qualities[comparison.bestSingleModel])
    #expect(try #require(qualities["random"]) < best)
    #expect(try #require(qualities["task means"]) > best)
    #expect(qualities["oracle"] == qualities.values.max())
    let aiq = comparison.curves.map { $0.frontier.averageImprovement(over: comparison.costs) }
    #expect(aiq[2] > aiq[1], "predicting is worth more than chance")
    #expect(aiq.max() == aiq[3])
  }
}
