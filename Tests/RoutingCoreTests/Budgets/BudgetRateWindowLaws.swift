import RoutingCore
import RoutingTestSupport
import Testing

/// What must hold of a rate window however requests interleave.
@Suite(.offThePool) struct BudgetRateWindowLaws {
  enum Operation {
    /// `step` is in tenths of a millisecond.
    case request(tokens: Int, step: Int)
    case settle(pick: Int, actual: Int)
    case release(pick: Int)

    static func draw(_ dice: inout SeededGenerator) -> Operation {
      switch dice.draw(0...9) {
      case 0...6: .request(tokens: dice.draw(0...9), step: dice.draw(-15...40))
      case 7...8: .settle(pick: dice.draw(0...99), actual: dice.draw(0...12))
      default: .release(pick: dice.draw(0...99))
      }
    }
  }

  /// Every request ever let through, with what it counts for by now; sums are taken anew each time.
  struct Model {
    struct Passed {
      var lease: RateLease
      var window: Int
      var requests = 1
      var tokens: Int
      var overshoot = 0
      var isOpen = true
    }

    /// In tenths of a millisecond.
    static let length = 100
    static let limits = (requests: 4, tokens: 20)

    var passed: [Passed] = []
    var now = 0
    var latest = Int.min

    var moment: Moment { Moment(nanoseconds: Int64(now) * 100_000) }
    var window: Int { max(Int((Double(now) / Double(Self.length)).rounded(.down)), latest) }
    var elapsed: Int { max(now - window * Self.length, 0) }

    func sum(_ part: (Passed) -> Int, window: Int) -> Int {
      passed.filter { $0.window == window }.map(part).reduce(0, +)
    }

    /// The estimate over the sliding window that ends now, times the length of a window.
    func scaled(_ part: (Passed) -> Int) -> Int {
      sum(part, window: window - 1) * (Self.length - elapsed) + sum(part, window: window) * Self.length
    }

    func admits(_ tokens: Int) -> Bool {
      scaled(\.requests) + Self.length <= Self.limits.requests * Self.length
        && scaled(\.tokens) + tokens * Self.length <= Self.limits.tokens * Self.length
    }
  }

  private struct Run {
    var rate: RateWindow
    var model = Model()

    init() throws {
      rate = RateWindow(
        limit: try RateLimit(
          requests: Model.limits.requests, tokens: Model.limits.tokens, period: BudgetPeriod(milliseconds: 10)))
    }

    mutating func apply(_ operation: Operation) throws -> String? {
      switch operation {
      case .request(let tokens, let step):
        model.now += step
        return try request(tokens)
      case .settle(let pick, let actual): return close(pick, actual: actual)
      case .release(let pick): return close(pick, actual: nil)
      }
    }

    private mutating func request(_ tokens: Int) throws -> String? {
      let mayPass = model.admits(tokens)
      let before = rate
      do throws(RateExceeded) {
        let lease = try rate.reserve(TokenCount(clamping: tokens), now: model.moment)
        model.latest = model.window
        model.passed.append(Model.Passed(lease: lease, window: model.window, tokens: tokens))
        return mayPass ? nil : "let through"
      } catch {
        if mayPass { return "refused needlessly" }
        return rate == before ? try waiting(tokens, error) : "a refusal changed the window"
      }
    }

    /// A refusal must name the first millisecond at which the request passes.
    private func waiting(_ tokens: Int, _ refusal: RateExceeded) throws -> String? {
      guard let wait = refusal.retryAfterMilliseconds, wait > 0 else { return "no time to wait" }
      // A moment before the latest window counts as its beginning, and the wait is counted from there.
      let start = max(model.now, model.window * Model.length)
      var later = rate
      guard (try? later.reserve(TokenCount(clamping: tokens), now: after(start, wait))) != nil else {
        return "refused after \(wait) ms"
      }
      var sooner = rate
      let early = try? sooner.reserve(TokenCount(clamping: tokens), now: after(start, wait - 1))
      return early == nil ? nil : "passes before \(wait) ms"
    }

    private func after(_ start: Int, _ milliseconds: Int64) -> Moment {
      Moment(nanoseconds: Int64(start) * 100_000 + milliseconds * 1_000_000)
    }

    private mutating func close(_ pick: Int, actual: Int?) -> String? {
      guard !model.passed.isEmpty else { return nil }
      let index = pick % model.passed.count
      let call = model.passed[index]
      do throws(LeaseProblem) {
        if let actual {
          try rate.settle(call.lease, actual: TokenCount(clamping: actual))
        } else {
          try rate.release(call.lease)
        }
      } catch {
        return error == .alreadyClosed(number: call.lease.number) && !call.isOpen ? nil : "\(error)"
      }
      guard call.window >= model.latest - 1 else { return nil }
      guard call.isOpen else { return "closed twice" }
      model.passed[index].isOpen = false
      model.passed[index].requests = actual == nil ? 0 : 1
      model.passed[index].tokens = actual ?? 0
      model.passed[index].overshoot = max((actual ?? 0) - call.tokens, 0)
      return nil
    }
  }

  private func firstViolation(stream: UInt64, check: (RateWindow, Model) -> String?) throws -> String? {
    try BudgetLaw.firstViolation(stream: stream, draw: Operation.draw) { operations in
      var run = try Run()
      for operation in operations {
        guard let violation = try run.apply(operation) ?? check(run.rate, run.model) else { continue }
        return "\(operation): \(violation)"
      }
      return nil
    }
  }

  @Test("a request passes exactly where the sliding estimate allows it, and a refusal tells when it will")
  func decisionsAreExact() throws {
    let violation = try firstViolation(stream: 201) { rate, model in
      let length = Model.length
      let expected = [model.scaled(\.requests), model.scaled(\.tokens)].map { ($0 + length - 1) / length }
      let found = [rate.count(of: .requests, now: model.moment), rate.count(of: .tokens, now: model.moment)]
      return found == expected ? nil : "counts \(found), expected \(expected)"
    }
    #expect(violation == nil)
  }

  @Test("no fixed window lets more through than the limit and what settling added, and no sliding one twice that")
  func limitsHold() throws {
    let violation = try firstViolation(stream: 202) { _, model in
      for window in Set(model.passed.map(\.window)).sorted() {
        let tokens = model.sum(\.tokens, window: window)
        let most = Model.limits.tokens + model.sum(\.overshoot, window: window)
        guard tokens <= most else { return "\(tokens) tokens in window \(window), at most \(most)" }
        let requests = model.sum(\.requests, window: window)
        guard requests <= Model.limits.requests else { return "\(requests) requests in window \(window)" }
      }
      return nil
    }
    #expect(violation == nil)
  }

  @Test("no window of time, wherever it begins, sees more than twice the limit")
  func slidingBound() throws {
    let period = try BudgetPeriod(milliseconds: 10)
    let limit = try RateLimit(requests: 4, tokens: 20, period: period)
    let violation = BudgetLaw.firstViolation(
      stream: 203, length: 40, draw: { (tokens: $0.draw(0...9), step: $0.draw(0...25)) },
      check: { operations in
        var rate = RateWindow(limit: limit)
        var passed: [(at: Int, tokens: Int)] = []
        var now = 0
        for (tokens, step) in operations {
          now += step
          let moment = Moment(nanoseconds: Int64(now) * 100_000)
          guard (try? rate.reserve(TokenCount(clamping: tokens), now: moment)) != nil else { continue }
          passed.append((now, tokens))
          let recent = passed.filter { $0.at > now - 100 }
          if recent.count > 8 || recent.map(\.tokens).reduce(0, +) > 40 { return "\(recent)" }
        }
        return nil
      })
    #expect(violation == nil)
  }
}
