/// How charts look: colours for light and dark, and dashes and markers for readers and printers without colour.
enum ChartStyle {
  /// Seven colours that people with any kind of colour vision tell apart, and so many dashes and markers.
  ///
  /// Okabe and Ito, "Color Universal Design" (2008), without yellow, which vanishes on white, and with the colour of the
  /// text for black.
  static let colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", ""]

  /// The place of a series among the colours; further series begin anew.
  static func place(of series: Int) -> Int { series % colours.count }

  /// The dashes of a line; those of series of one colour differ.
  static func dashes(of series: Int) -> String? {
    let patterns: [String?] = [nil, "7 3", "2 2.5", "9 3 2 3", "4 2", "12 4", "6 2 2 2 2 2", "1.5 4", "14 3 3 3"]
    return patterns[series % patterns.count]
  }

  /// The rules that all charts share; a page holds them once and a drawing that stands alone holds its own.
  ///
  /// On paper the light colours hold, since dark ones are for screens alone.
  static let sheet =
    """
    .chart{font-family:system-ui,-apple-system,"Segoe UI","Helvetica Neue",Arial,"Liberation Sans","DejaVu Sans",\
    sans-serif;font-size:12px}
    .chart text{unicode-bidi:isolate}
    .chart .strong{font-weight:600}
    .chart .title{font-size:15px;font-weight:600}
    .chart .line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:butt}
    .chart .thick{stroke-width:2.5;fill:none}
    .chart .band{stroke-width:.6}
    .chart .key{font-weight:600;font-size:12px;text-anchor:middle;paint-order:stroke;stroke-width:3px;\
    stroke-linejoin:round}
    .chart .halo{paint-order:stroke;stroke-width:3px;stroke-linejoin:round}

    """ + rules(light) + "@media screen and (prefers-color-scheme:dark){\n" + rules(dark) + "}\n"

  private struct Theme {
    var paper: String
    var ink: String
    var muted: String
    var grid: String
    var axis: String
    var others: String
  }

  private static let light = Theme(
    paper: "#ffffff", ink: "#1b1f24", muted: "#57606a", grid: "#e4e7eb", axis: "#8b949e", others: "#9aa1a9")
  private static let dark = Theme(
    paper: "#14171b", ink: "#e6e8eb", muted: "#a9b1bb", grid: "#2d333a", axis: "#6b747f", others: "#6f7781")

  private static func rules(_ theme: Theme) -> String {
    var rules = """
      .chart .paper{fill:\(theme.paper)}
      .chart text{fill:\(theme.ink)}
      .chart .muted{fill:\(theme.muted)}
      .chart .grid{stroke:\(theme.grid);stroke-width:1}
      .chart .axis{stroke:\(theme.axis);stroke-width:1}
      .chart .zero{stroke:\(theme.ink);stroke-width:1}
      .chart .band{stroke:\(theme.paper)}
      .chart .key,.chart .halo{stroke:\(theme.paper)}
      .chart .hollow{fill:\(theme.paper);stroke-width:2}
      .chart .others{fill:\(theme.others)}

      """
    for (place, colour) in colours.enumerated() {
      let colour = colour.isEmpty ? theme.ink : colour
      rules += ".chart .s\(place){stroke:\(colour)}.chart .f\(place){fill:\(colour)}\n"
    }
    return rules
  }
}
