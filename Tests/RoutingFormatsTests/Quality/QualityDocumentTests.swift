import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct QualityDocumentTests {
  private func read(_ text: String) throws(FormatError) -> QualityDocument {
    try QualityDocument(parsing: Array(text.utf8), file: "q.csv")
  }

  private static let scores: String = "query_sha256_16,task,prompt_chars,original_split,score_Big,score_small\n"
  private static let correct: String = "item_id,task,prompt_chars,correct_a,correct_b,response_chars_b\n"
  private static let mtBench: String = "question_id,turn,category,prompt_chars,model,score_1_to_10\n"
  private static let wildBench: String = "session_id,model,score_1_to_10,answer_chars\n"

  @Test("a table with a column of scores for each model is read as it stands")
  func scores() throws {
    let document = try read("\u{FEFF}" + Self.scores + "k1,math,12,train,0.25,1\r\n\n\"k,2\",,,test,,1e-1\n")
    #expect(document.format == .scores)
    #expect(document.models == ["Big", "small"])
    #expect(document.items.map(\.key) == ["k1", "k,2"])
    #expect(document.items.map(\.task) == ["math", nil])
    #expect(document.items.map(\.promptCharacters) == [12, nil])
    #expect(document.scores == [0.25, 1, nil, 0.1])
    #expect(document.answerCharacters == [nil, nil, nil, nil])
    #expect(document.unreadableVerdicts == 0)
  }

  @Test("right and wrong are 1 and 0, and an answer's length belongs to its model")
  func correctness() throws {
    let document = try read(Self.correct + "x,t,5,1,0,17\ny,t,5,0.0,1,\n")
    #expect(document.format == .correctness)
    #expect(document.models == ["a", "b"])
    #expect(document.scores == [1, 0, 0, 1])
    #expect(document.answerCharacters == [nil, 17, nil, nil])
  }

  @Test("MT-Bench's grades are mapped from 1...10, its turns are items, and verdicts not understood are missing")
  func mtBench() throws {
    let document = try read(
      Self.mtBench + "81,1,writing,9,a,10\n81,1,writing,9,b,-1\n81,2,writing,30,b,5.5\n81,2,writing,30,c,0\n")
    #expect(document.format == .mtBench)
    #expect(document.models == ["a", "b", "c"])
    #expect(document.items.map(\.key) == ["81/1", "81/2"])
    #expect(document.items.map(\.promptCharacters) == [9, 30])
    #expect(document.scores == [1, nil, nil, nil, 0.5, nil])
    #expect(document.unreadableVerdicts == 2)
  }

  @Test("WildBench's rows may come in any order, and a pair without a row is missing")
  func wildBench() throws {
    let document = try read(Self.wildBench + "s1,a,1.0,100\ns2,b,10,0\ns1,b,4,\n")
    #expect(document.format == .wildBench)
    #expect(document.items.map(\.key) == ["s1", "s2"])
    #expect(document.scores == [0, 1.0 / 3, nil, 1])
    #expect(document.answerCharacters == [100, nil, nil, 0])
  }

  @Test(
    "the shipped tables are read to the last row",
    arguments: [
      ("llmrouter_9models.csv", QualityFormat.scores, 4113, 9, 0),
      ("routellm_gsm8k_mmlu.csv", .correctness, 10_680, 2, 0),
      ("mtbench_routellm.csv", .mtBench, 108, 4, 0), ("wildbench_v2_gpt4o_judge.csv", .wildBench, 710, 8, 7),
    ])
  func shipped(file: String, format: QualityFormat, items: Int, models: Int, missing: Int) throws {
    let document = try QualityDocument(parsing: try Repository.bytes(of: "Data/Quality/\(file)"))
    #expect(document.format == format)
    #expect(document.items.count == items)
    #expect(document.models.count == models)
    #expect(document.scores.count { $0 == nil } == missing)
    #expect(document.unreadableVerdicts == 0)
  }

  /// Text that is no table, and the line, field and word of its error.
  private static let broken: [(String, Int, String?, String)] = [
    ("", 1, nil, "the file is empty"), ("\n \n", 1, nil, "the file is empty"),
    ("model,pass_rate\n", 1, nil, "is of no known format: scores, correctness, mt-bench, wildbench"),
    (scores, 1, nil, "a header and no rows"), ("task,score_a\n", 1, "item_id", "missing from the header"),
    ("item_id,score_a,score_a\n", 1, "score_a", "stands in the header twice"),
    ("item_id,score_a,scoer_b\n", 1, "scoer_b", "unknown"), ("item_id,score_\n", 1, "score_", "names no model"),
    ("item_id,correct_a,response_chars_b\n", 1, "response_chars_b", "unknown"),
    ("question_id,model,score_1_to_10\n", 1, "turn", "missing from the header"),
    ("\"item_id,score_a\n", 1, nil, "a quoted field is not closed"),
    ("item_id,score_\u{1B}[2J\n", 1, nil, "has a control character in it"),
    (scores + "k\u{1B},t,1,s,0,1\n", 2, "query_sha256_16", "has a control character in it"),
    (scores + "k,t,1,s,0\n", 2, nil, "expected 6 fields, found 5"),
    (scores + "k,t,1,s,0,1\nk,t,1,s,0,1\n", 3, "query_sha256_16", "the item 'k' stands on line 2 already"),
    (scores + ",t,1,s,0,1\n", 2, "query_sha256_16", "the field is empty"),
    (scores + "k,t,-1,s,0,1\n", 2, "prompt_chars", "'-1' is not a number of characters"),
    (scores + "k,t,99999999999999999999,s,0,1\n", 2, "prompt_chars", "is not a number of characters"),
    (scores + "k,t,1,s,1.01,1\n", 2, "score_Big", "'1.01' is not a score, which lies from 0.0 to 1.0"),
    (scores + "k,t,1,s,0,-0.5\n", 2, "score_small", "'-0.5' is not a score"),
    (scores + "k,t,1,s,nan,1\n", 2, "score_Big", "'nan' is not a score"),
    (scores + "k,t,1,s,inf,1\n", 2, "score_Big", "'inf' is not a score"),
    (scores + "k,t,1,s,1e999,1\n", 2, "score_Big", "'1e999' is not a score"),
    (scores + "k,t,1,s,0x1,1\n", 2, "score_Big", "'0x1' is not a score"),
    (correct + "k,t,1,0.5,1,1\n", 2, "correct_a", "neither right (1) nor wrong (0)"),
    (mtBench + "1,1,t,1,a,11\n", 2, "score_1_to_10", "'11' is not a grade, which lies from 1.0 to 10.0"),
    (mtBench + "1,1,t,1,a,\n", 2, "score_1_to_10", "'' is not a grade"),
    (mtBench + "1,1,t,1,,5\n", 2, "model", "the field is empty"), (mtBench + "1,,t,1,a,5\n", 2, "turn", "is empty"),
    (mtBench + "1,1,t,1,a,5\n1,1,t,1,a,5\n", 3, "model", "the item '1/1' has a score of 'a' on line 2 already"),
    (mtBench + "1,1,t,1,a,5\n1,1,t,2,b,5\n", 3, "prompt_chars", "differs from line 2"),
    (mtBench + "1,1,t,1,a,5\n1,1,u,1,b,5\n", 3, "category", "differs from line 2"),
    (wildBench + "s,a,0,5\n", 2, "score_1_to_10", "'0' is not a grade, which lies from 1.0 to 10.0"),
  ]

  @Test("an error names file, line and field", arguments: broken)
  func errors(text: String, line: Int, field: String?, message: String) {
    let error = #expect(throws: FormatError.self) { try read(text) }
    #expect(error?.file == "q.csv")
    #expect(error?.line == line)
    #expect(error?.field == field)
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }

  @Test("a short file cannot ask for a table without end")
  func bounded() {
    // Every row has an item and a model of its own, so cells grow with the square of the rows.
    let rows = (0..<2100).map { "s\($0),m\($0),5,1\n" }.joined()
    let error = #expect(throws: FormatError.self) { try read(Self.wildBench + rows) }
    #expect(error?.line == 2050)
    #expect(error?.message == "2049 items by 2049 models are too many for one table")
  }

  @Test("whatever the bytes, a table is whole and its scores lie from 0 to 1, or an error names a line")
  func fuzz() {
    let texts = [
      Self.scores + "k1,math,12,train,0.25,1\nk2,,,test,,1e-1\n", Self.correct + "x,t,5,1,0,17\ny,t,5,0,1,\n",
      Self.mtBench + "81,1,writing,9,a,10\n81,1,writing,9,b,-1\n", Self.wildBench + "s1,a,1.0,100\ns2,b,10,0\n",
    ].map { Array($0.utf8) }
    _ = Fuzzing.run("quality", seconds: 0.3) { generator in
      let bytes = Mutation.mutated(texts[generator.index(below: texts.count)], using: &generator)
      do throws(FormatError) {
        let document = try QualityDocument(parsing: bytes)
        #expect(!document.items.isEmpty)
        #expect(document.scores.count == document.items.count * document.models.count)
        #expect(document.answerCharacters.count == document.scores.count)
        #expect(document.scores.allSatisfy { 0...1 ~= $0 ?? 0 })
      } catch {
        #expect(1...(bytes.count { $0 == 0x0A } + 1) ~= error.line)
      }
    }
  }
}
