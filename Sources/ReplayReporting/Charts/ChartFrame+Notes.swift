extension ChartFrame {
  /// Says in the drawing what it does not show.
  func note(hidden: Int, isEmpty: Bool, in drawing: inout Drawing) {
    if isEmpty { drawing.text("nothing to show", left + width / 2, top + height / 2, "muted", anchor: .middle) }
    guard hidden > 0 else { return }
    drawing.text(
      "\(hidden) \(hidden == 1 ? "value" : "values") beyond the axis", left + width - 4, top + 12, "muted halo",
      anchor: .end)
  }
}
