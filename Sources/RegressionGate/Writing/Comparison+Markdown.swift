extension Comparison {
  /// The comparison as a Markdown table, for the summary of a job or a comment on a change.
  package var markdown: String {
    var lines = ["### Routing performance", "", summary, "", Comparison.line(Comparison.columns)]
    lines.append("|---|--:|--:|--:|--:|--:|--:|---|")
    lines += rows.map { row in Comparison.line(Comparison.cells(of: row).map(Comparison.escapedForMarkdown)) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

  /// Names come from a file that someone else wrote: they stay inside their cell.
  private static func escapedForMarkdown(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "|", "\\", "`", "<", "[", "*": escaped += "\\\(scalar)"
      case _ where scalar.value < 0x20: escaped += " "
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
