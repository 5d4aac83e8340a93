/// Who has spent how much, who may still, and what calls in flight hold.
///
/// A call's cost is known only afterwards, so its estimate is reserved first: calls that start together cannot all
/// take the same last dollar. The ledger is a value: it has no clock, no lock and no identity. A host that shares it
/// puts it behind a lock, and one that copies it has two ledgers.
public struct BudgetLedger: Hashable, Sendable {
  /// Sorted by ``BudgetLimit/precedes(_:)``, so the limits of a scope lie side by side.
  var counters: [BudgetCounter]
  /// The open reservations by number; nothing ever depends on the order of this dictionary.
  var open: [Int: Reservation] = [:]
  private(set) var nextNumber = 0

  /// A ledger without limits, by which everybody may spend at will.
  public static let unlimited = BudgetLedger()

  private init() { counters = [] }

  /// Makes a ledger in which nothing has been spent; the order of `limits` does not matter.
  ///
  /// A scope may have several limits, such as one a day and one a month, but throws
  /// ``InvalidBudget/duplicateLimit(_:_:)`` where two are for the same period.
  ///
  /// - Complexity: O(n log n) in the number of limits.
  public init(limits: [BudgetLimit]) throws(InvalidBudget) {
    counters = limits.sorted { $0.precedes($1) }.map { BudgetCounter(limit: $0) }
    for (counter, next) in zip(counters, counters.dropFirst())
    where counter.limit.scope == next.limit.scope && counter.limit.period == next.limit.period {
      throw .duplicateLimit(counter.limit.scope, counter.limit.period)
    }
  }

  /// The limits by scope, and for each scope from the longest window to the shortest.
  ///
  /// - Complexity: O(n) in the number of limits.
  public var limits: [BudgetLimit] { counters.map(\.limit) }

  /// Sets `amount` aside under every limit of every scope, or throws and changes nothing.
  ///
  /// Scopes count once however often they are named, in any order, and a scope without limits may spend at will. The
  /// amount is held in the window of each limit that holds `now`; where `now` lies before a window that was already
  /// begun, in that one, so that a clock that goes back finds no fresh money.
  ///
  /// - Throws: ``BudgetExceeded`` about the first limit, in the order of ``limits``, that leaves too little.
  /// - Complexity: O(s log n) in the number of scopes s and of limits n.
  public mutating func reserve(
    _ amount: NanoDollars, in scopes: [BudgetScope], now: Moment
  ) throws(BudgetExceeded) -> Reservation {
    let places = places(of: scopes)
    for place in places {
      let standing = counters[place].standing(at: now)
      guard standing.fits(amount) else { throw BudgetExceeded(standing, asked: amount) }
    }
    var holds: [Reservation.Hold] = []
    for place in places {
      counters[place].advance(to: now)
      counters[place].hold(amount)
      holds.append(Reservation.Hold(place: place, window: counters[place].window))
    }
    let reservation = Reservation(number: nextNumber, amount: amount, madeAt: now, holds: holds)
    open[nextNumber] = reservation
    nextNumber += 1
    return reservation
  }

  /// How each limit of `scope` stands at `now`, from the longest window to the shortest; empty without limits.
  ///
  /// Reading changes nothing: a window that is over reads as a fresh one, and a moment before the latest window reads
  /// as that window.
  ///
  /// - Complexity: O(log n) in the number of limits.
  public func standings(of scope: BudgetScope, now: Moment) -> [BudgetStanding] {
    places(of: [scope]).map { counters[$0].standing(at: now) }
  }

  /// How every limit stands at `now`, in the order of ``limits``; reading changes nothing.
  ///
  /// - Complexity: O(n) in the number of limits.
  public func standings(now: Moment) -> [BudgetStanding] {
    counters.map { $0.standing(at: now) }
  }

  /// The reservations that are open, in the order they were made.
  ///
  /// - Complexity: O(r log r) in their number.
  public var openReservations: [Reservation] {
    open.values.sorted { $0.number < $1.number }
  }

  /// The places of the limits of `scopes`, ascending and each once.
  private func places(of scopes: [BudgetScope]) -> [Int] {
    var places: [Int] = []
    var previous: BudgetScope?
    for scope in scopes.sorted() where scope != previous {
      previous = scope
      var place = firstPlace(of: scope)
      while place < counters.count, counters[place].limit.scope == scope {
        places.append(place)
        place += 1
      }
    }
    return places
  }

  /// The first place whose scope does not come before `scope`, found by halving.
  private func firstPlace(of scope: BudgetScope) -> Int {
    var low = 0
    var high = counters.count
    while low < high {
      let middle = low + (high - low) / 2
      if counters[middle].limit.scope < scope {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }
}
