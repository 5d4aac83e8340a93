/// Where a chart is to stand.
public enum ChartForm: Hashable, Sendable {
  /// Within a page that holds the style; its title has this id, which must be unlike others on the page.
  case embedded(id: String)
  /// In an SVG file of its own, which holds the style and shows the title.
  case standalone
}
