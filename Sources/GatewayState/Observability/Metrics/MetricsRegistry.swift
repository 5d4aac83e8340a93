package import RoutingCore
import Routing

/// Counts what Prometheus asks for, for any number of tasks at once (H-901 to H-912).
///
/// The families are a closed set. Models, providers and modes must be those of the registry and the engine, never words of a
/// client. At most so many series are kept apart; what would begin another is counted under the label value `other`.
package final class MetricsRegistry: Sendable {
  /// The most series that are kept apart unless told otherwise (H-912).
  package static let defaultMaximumSeries = 10_000

  /// The media type of the text.
  package static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

  private let table: Locked<MetricsTable>

  /// Makes a registry; the series without labels are 0 from the beginning.
  package init(maximumSeries: Int = MetricsRegistry.defaultMaximumSeries) {
    table = Locked(MetricsTable(maximumSeries: maximumSeries))
  }

  /// Adds to a counter; anything but a finite number from 0 up adds nothing.
  package func add(_ amount: Double = 1, to counter: MetricCounter) {
    table.withLock { $0.add(amount, to: counter) }
  }

  /// Brings a counter up to what somebody else has counted; it never falls.
  package func raise(_ counter: MetricCounter, to total: Double) {
    table.withLock { $0.raise(counter, to: total) }
  }

  /// Sets a gauge; a number that is not finite changes nothing.
  package func set(_ gauge: MetricGauge, to value: Double) {
    table.withLock { $0.set(gauge, to: value) }
  }

  /// Sets the health of a provider, or takes it out where the provider is no more (H-907).
  package func setHealth(_ state: ProviderState?, of provider: ProviderID) {
    switch state {
    case .healthy: set(.providerHealth(provider), to: 2)
    case .degraded: set(.providerHealth(provider), to: 1)
    case .down: set(.providerHealth(provider), to: 0)
    case nil: table.withLock { $0.remove(.providerHealth(provider)) }
    }
  }

  /// All metrics in the text format 0.0.4 of Prometheus; nobody waits while it is written.
  ///
  /// - Complexity: O(s log s) in the series.
  package var text: [UInt8] { ExpositionText(table.withLock { $0 }).bytes }

  /// Makes several changes under one lock.
  func update(_ body: (inout MetricsTable) -> Void) {
    table.withLock { body(&$0) }
  }
}
