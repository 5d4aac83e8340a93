import RoutingCore
import RoutingTestSupport
import Testing

@testable import GatewayState

@Suite(.offThePool) struct ImageAgentStateTests {
  private static func request(_ dice: inout Dice) -> ImageAgentRequest {
    ImageAgentRequest(
      instructions: dice.pick(["paint", "\"é\"\n{}", "[[begin]]"]), agentID: dice.pick([nil, "a"]),
      aspectRatio: dice.pick([nil] + ImageAspectRatio.allCases.map { $0 }), resolution: dice.pick([.twoK, .fourK]),
      images: (0..<dice.number(0...2)).map { number in
        ImageAgentInput(
          dice.chance(0.5) ? .blob("b\(number)") : .url("https://x.test"), mediaType: dice.pick([nil, "image/png"]),
          width: dice.pick([nil, 5]), height: dice.pick([nil, 7]))
      }, webhookURL: dice.pick([nil, "https://y.test"]), maximumSteps: dice.number(1...30))
  }

  private static func result(_ dice: inout Dice) -> ImageAgentStepResult {
    dice.pick([
      .plan("generate", "\"prompt\": \"x\""), .plan("generate", "\"prompt\": \"x\""),
      .plan("edit", "\"prompt\": \"x\", \"image_refs\": [\"image-1\"]"), .plan("inspect"), .plan("finish"),
      .plan("finish", "\"note\": \"n\", \"image_refs\": [\"image-1\"]"), .says("junk"), .image(1), .image(2), .image(3),
      .failure,
    ])
  }

  @Test("O-502: stored and taken up after every step, a run is the same run and goes on the same")
  func roundTrip() throws {
    for seed in 0..<UInt64(Law.defaultCases) {
      var dice = Dice(seed: seed)
      let profile = ImageAgentProfile(
        id: "p", systemText: dice.pick([nil, "s"]), plannerModel: dice.pick([nil, "m"]), imageModel: "i")
      var (run, effects) = ImageAgentRun.start(Self.request(&dice), profile: profile, now: 5)
      var count = 0
      while true {
        let stored = try JSONValue(parsing: Array(run.state.text.utf8))
        var copy = try ImageAgentRun(state: stored)
        #expect(copy == run, "seed \(seed)")
        #expect(copy.pendingStep == run.pendingStep)
        if case .perform(let step)? = effects.last { #expect(copy.pendingStep == step) }
        guard let step = run.pendingStep else { break }
        let now = dice.chance(0.02) ? run.deadline : 6
        let event: ImageAgentEvent =
          dice.chance(0.05) ? .stopped(dice.pick(ImageAgentStop.allCases)) : .stepEnded(step.number, Self.result(&dice))
        effects = run.resume(event, now: now)
        #expect(copy.resume(event, now: now) == effects)
        #expect(run.stepsUsed <= run.request.maximumSteps)
        count += 1
        try #require(count < 100)
      }
      #expect(run.outcome != nil)
      #expect(effects.last == run.outcome.map { .finish($0) })
    }
  }

  @Test("a state that is none is refused by name, and broken ones never trap")
  func refusals() throws {
    var script = AgentScript(ImageAgentRequest(instructions: "paint"))
    script.answer(.plan("generate", "\"prompt\": \"x\""), .image(1))
    let good = script.run.state
    func error(_ change: (String) -> String) throws -> InvalidJobState? {
      let state = try JSONValue(parsing: Array(change(good.text).utf8))
      do throws(InvalidJobState) {
        _ = try ImageAgentRun(state: state)
        return nil
      } catch { return error }
    }
    #expect(try error { $0 } == nil)
    #expect(try error { _ in "[]" } == .malformed(path: "object"))
    #expect(try error { _ in "{}" } == .unsupportedVersion(nil))
    #expect(try error { $0.replacing("\"version\":1", with: "\"version\":2") } == .unsupportedVersion(2))
    #expect(try error { $0.replacing("\"1:1\"", with: "\"2:1\"") } == .malformed(path: "request.aspect_ratio"))
    #expect(
      try error { $0.replacing("\"max_steps\":10", with: "\"max_steps\":31") } == .malformed(path: "request.max_steps"))
    #expect(
      try error { $0.replacing("\"cost_usd\":0.25", with: "\"cost_usd\":-1") }
        == .malformed(path: "results[1].cost_usd"))
    #expect(try error { $0.replacing("\"max_steps\":10", with: "\"max_steps\":1") } == .malformed(path: "results"))
    _ = Fuzzing.run("agent state", seconds: 0.3) { generator in
      let bytes = Mutation.mutated(Array(good.text.utf8), using: &generator)
      if let value = try? JSONValue(parsing: bytes), let run = try? ImageAgentRun(state: value) {
        #expect((try? ImageAgentRun(state: run.state)) == run)
      }
    }
  }

  @Test(
    "O-707: the long edge is 2048 or 4096 pixels, the other in proportion to a multiple of 16",
    arguments: [
      ("1:1", 2048, 2048, 4096, 4096), ("16:9", 2048, 1152, 4096, 2304), ("9:16", 1152, 2048, 2304, 4096),
      ("3:2", 2048, 1360, 4096, 2736), ("2:3", 1360, 2048, 2736, 4096), ("4:3", 2048, 1536, 4096, 3072),
      ("3:4", 1536, 2048, 3072, 4096), ("5:4", 2048, 1632, 4096, 3280), ("4:5", 1632, 2048, 3280, 4096),
    ])
  func frames(ratio: String, width: Int, height: Int, fineWidth: Int, fineHeight: Int) throws {
    let ratio = try #require(ImageAspectRatio(rawValue: ratio))
    let (coarse, fine) = (ImageFrame(ratio: ratio, resolution: .twoK), ImageFrame(ratio: ratio, resolution: .fourK))
    #expect((coarse.width, coarse.height) == (width, height))
    #expect((fine.width, fine.height) == (fineWidth, fineHeight))
  }

  @Test("O-706: every allowed ratio is the nearest to itself, and the nearest is nearest in proportion")
  func snapping() {
    for ratio in ImageAspectRatio.allCases {
      #expect(ImageAspectRatio(nearestTo: ratio.sides.width * 131, by: ratio.sides.height * 131) == ratio)
    }
    #expect(ImageAspectRatio(nearestTo: 1, by: 100) == .portrait9by16)
    #expect(ImageAspectRatio(nearestTo: 1000, by: 1001) == .square)
    #expect(ImageAspectRatio(nearestTo: 0, by: -3) == .square)
  }
}
