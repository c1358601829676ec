import VigilReport

/// Markup that may be sent as it is: whatever text is put into it is escaped.
///
///     let heading: HTML = "<h2>\(camera.name)</h2>"
///
/// Attributes are to be quoted: spaces are not escaped.
struct HTML: ExpressibleByStringInterpolation, Hashable, Sendable {
  /// The markup.
  private(set) var text: String

  init(stringLiteral text: String) { self.text = text }

  init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

  /// A chart, which escapes its own text.
  init(_ chart: LineChart, width: Int, height: Int, identifier: String) {
    text = chart.svg(width: width, height: height, identifier: identifier)
  }

  /// A chart at two sizes, of which the style sheet shows the one that the screen has room for.
  init(_ chart: LineChart) {
    self = """
      <div class="wide">\(HTML(chart, width: 960, height: 260, identifier: "wide"))</div>
      <div class="small">\(HTML(chart, width: 360, height: 240, identifier: "small"))</div>
      """
  }

  struct Interpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity * 2) }

    mutating func appendLiteral(_ literal: String) { text += literal }

    /// Text, which is escaped.
    mutating func appendInterpolation(_ value: String) { text += Markup.escaped(value) }

    mutating func appendInterpolation(_ value: Int) { text += "\(value)" }

    /// Markup, which is not.
    mutating func appendInterpolation(_ value: HTML?) { text += value?.text ?? "" }

    /// Markup, one piece a line.
    mutating func appendInterpolation(_ values: [HTML]) {
      text += values.map(\.text).joined(separator: "\n")
    }
  }

  typealias StringInterpolation = Interpolation
}
