import RoutingCore

/// One thing that happens to a ledger; `step` is how many milliseconds later than the one before it, or earlier.
enum LedgerOperation {
  case reserve(Int, mask: Int, step: Int)
  case settle(pick: Int, actual: Int, step: Int)
  case release(pick: Int)
  case expire(age: Int)

  static func draw(_ dice: inout SeededGenerator) -> LedgerOperation {
    let step = dice.draw(-6...10)
    return switch dice.draw(0...15) {
    case 0...8: .reserve(dice.draw(0...12), mask: dice.draw(1...31), step: step)
    case 9...12: .settle(pick: dice.draw(0...99), actual: dice.draw(0...16), step: step)
    case 13...14: .release(pick: dice.draw(0...99))
    default: .expire(age: dice.draw(0...30))
    }
  }
}

/// What an operation came to.
enum LedgerOutcome {
  case reserved(Reservation)
  case refused(BudgetExceeded)
  case closed
  case notClosed(LeaseProblem)
  case expired([Reservation])
  case nothing
}

/// The plainest ledger there is: it remembers every call and adds up anew whenever it is asked.
struct LedgerModel {
  enum Fate: Equatable { case open, settled(Int), released }

  struct Call {
    var reservation: Reservation
    var amount: Int
    var madeAt: Int
    /// The window of each limit that the call was reserved under, by the place of the limit.
    var windows: [Int: Int]
    var fate = Fate.open
  }

  static let scopes: [BudgetScope] = [.key("a"), .team("t"), .provider("p"), .tag("x"), .key("free")]
  /// Scope, amount and length in milliseconds, where 0 is a lifetime; in the order of the ledger.
  static let limits: [(scope: BudgetScope, amount: Int, length: Int)] = [
    (.key("a"), 45, 40), (.key("a"), 20, 10), (.team("t"), 90, 0), (.provider("p"), 25, 20), (.tag("x"), 12, 10),
  ]

  var calls: [Call] = []
  var latest = [Int](repeating: .min, count: limits.count)
  var now = 0

  static func ledger() throws -> BudgetLedger {
    try BudgetLedger(
      limits: limits.map { limit in
        BudgetLimit(
          scope: limit.scope, amount: .of(limit.amount),
          period: limit.length == 0 ? nil : try BudgetPeriod(milliseconds: Int64(limit.length)))
      })
  }

  /// The scopes of each mask, worked out once, since comparing texts is what takes time here.
  private static let scopesByMask = (0..<32).map { mask in
    scopes.indices.filter { mask >> $0 & 1 == 1 }.map { scopes[$0] }
  }
  private static let placesByMask = scopesByMask.map { chosen in
    limits.indices.filter { chosen.contains(limits[$0].scope) }
  }

  static func chosen(_ mask: Int) -> [BudgetScope] { scopesByMask[mask] }
  static func places(_ mask: Int) -> [Int] { placesByMask[mask] }

  func window(_ place: Int) -> Int {
    let length = Self.limits[place].length
    let window = length == 0 ? 0 : Int((Double(now) / Double(length)).rounded(.down))
    return max(window, latest[place])
  }

  func spent(_ place: Int, in windows: (Int) -> Bool) -> Int {
    calls.reduce(0) { sum, call in
      guard case .settled(let actual) = call.fate, let window = call.windows[place], windows(window) else { return sum }
      return sum + actual
    }
  }

  func reserved(_ place: Int, in windows: (Int) -> Bool) -> Int {
    calls.reduce(0) { sum, call in
      guard call.fate == .open, let window = call.windows[place], windows(window) else { return sum }
      return sum + call.amount
    }
  }

  /// How much the calls settled in the current window cost above what was reserved for them.
  func overshoot(_ place: Int) -> Int {
    calls.reduce(0) { sum, call in
      guard case .settled(let actual) = call.fate, call.windows[place] == window(place) else { return sum }
      return sum + max(actual - call.amount, 0)
    }
  }

  func fits(_ amount: Int, mask: Int) -> Bool {
    Self.places(mask).allSatisfy { place in
      let window = window(place)
      return spent(place) { $0 == window } + reserved(place) { $0 == window } + amount <= Self.limits[place].amount
    }
  }
}

/// Runs operations through a ledger and the model side by side.
struct LedgerRun {
  var ledger: BudgetLedger
  var before: BudgetLedger
  var model = LedgerModel()

  init() throws {
    ledger = try LedgerModel.ledger()
    before = ledger
  }

  /// The first thing that `check` finds wrong after an operation.
  static func violation(
    _ operations: [LedgerOperation], check: (LedgerRun, LedgerOperation, LedgerOutcome) throws -> String?
  ) throws -> String? {
    var run = try LedgerRun()
    for operation in operations {
      run.before = run.ledger
      let outcome = run.apply(operation)
      if let violation = try check(run, operation, outcome) { return "\(operation): \(violation)" }
    }
    return nil
  }

  private mutating func apply(_ operation: LedgerOperation) -> LedgerOutcome {
    switch operation {
    case .reserve(let amount, let mask, let step):
      model.now += step
      return reserve(amount, mask)
    case .settle(let pick, let actual, let step):
      model.now += step
      return close(pick, fate: .settled(actual))
    case .release(let pick):
      return close(pick, fate: .released)
    case .expire(let age):
      let limit = model.now - age
      for index in model.calls.indices where model.calls[index].fate == .open && model.calls[index].madeAt < limit {
        model.calls[index].fate = .released
      }
      return .expired(ledger.expire(before: .ms(limit)))
    }
  }

  private mutating func reserve(_ amount: Int, _ mask: Int) -> LedgerOutcome {
    do throws(BudgetExceeded) {
      let reservation = try ledger.reserve(.of(amount), in: LedgerModel.chosen(mask), now: .ms(model.now))
      let places = LedgerModel.places(mask)
      for place in places { model.latest[place] = model.window(place) }
      model.calls.append(
        LedgerModel.Call(
          reservation: reservation, amount: amount, madeAt: model.now,
          windows: Dictionary(uniqueKeysWithValues: places.map { ($0, model.latest[$0]) })))
      return .reserved(reservation)
    } catch {
      return .refused(error)
    }
  }

  /// Closes any call that was ever made, so that some are closed twice.
  private mutating func close(_ pick: Int, fate: LedgerModel.Fate) -> LedgerOutcome {
    guard !model.calls.isEmpty else { return .nothing }
    let index = pick % model.calls.count
    do throws(LeaseProblem) {
      if case .settled(let actual) = fate {
        try ledger.settle(model.calls[index].reservation, actual: .of(actual), now: .ms(model.now))
        for place in model.calls[index].windows.keys { model.latest[place] = model.window(place) }
      } else {
        try ledger.release(model.calls[index].reservation)
      }
    } catch {
      return .notClosed(error)
    }
    // A second closing that succeeded would overwrite the first, and the sums would differ.
    model.calls[index].fate = fate
    return .closed
  }
}
