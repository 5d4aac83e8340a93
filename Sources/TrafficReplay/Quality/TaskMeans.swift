/// The simplest predictor that is honest: each model's mean score on each task, learnt from items it is not judged on.
///
/// It knows nothing of a request but its task. A task that was not seen, and an item without one, get the mean over all
/// training items.
public struct TaskMeans: Hashable, Sendable {
  private let tasks: [String: [Double]]
  private let overall: [Double]

  /// Learns from some items of a table.
  ///
  /// - Parameters:
  ///   - world: The table.
  ///   - items: Places of items; there must be one at least.
  /// - Complexity: O(n) in the cells.
  public init(of world: QualityWorld, training items: [Int]) {
    precondition(!items.isEmpty, "There is nothing to learn from no items.")
    let none = [Double](repeating: 0, count: world.models.count)
    var overall = none
    var tasks: [String: (sums: [Double], count: Int)] = [:]
    for item in items {
      for model in overall.indices { overall[model] += world.score(of: model, on: item) }
      guard let task = world.items[item].task else { continue }
      for model in overall.indices {
        tasks[task, default: (none, 0)].sums[model] += world.score(of: model, on: item)
      }
      tasks[task]?.count += 1
    }
    self.overall = overall.map { $0 / Double(items.count) }
    self.tasks = tasks.mapValues { task in task.sums.map { $0 / Double(task.count) } }
  }

  /// The predicted score of a model on a task, from 0 to 1.
  public func score(of model: Int, onTask task: String?) -> Double {
    (task.flatMap { tasks[$0] } ?? overall)[model]
  }

  /// The model with the highest predicted score; of equals the one that comes first in `order`.
  ///
  /// - Parameters:
  ///   - task: The task, or nil where it is unknown.
  ///   - order: Places of models, one at least; the cheapest first is wise.
  /// - Returns: One of `order`.
  /// - Complexity: O(n) in the models.
  public func best(onTask task: String?, among order: [Int]) -> Int {
    precondition(!order.isEmpty, "There is nothing to choose from.")
    return order.dropFirst().reduce(order[0]) { best, model in
      score(of: model, onTask: task) > score(of: best, onTask: task) ? model : best
    }
  }
}
