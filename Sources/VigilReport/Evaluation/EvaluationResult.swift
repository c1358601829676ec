import VigilCore

/// What an evaluation found: for a terminal, for programs, and as a page.
public protocol EvaluationResult: Sendable {
  /// Assumptions that had to be made, and doubts, a sentence each.
  var notes: [String] { get }
  /// The numbers in aligned lines for a terminal.
  var text: [String] { get }
  /// All numbers as one line of JSON.
  var json: String { get }
  /// A self-contained page.
  var html: String { get }
}

/// A number of a result.
public struct ResultLine: Hashable, Sendable {
  /// The measure.
  public var name: String
  /// The number with its unit.
  public var value: String
  /// A confidence interval or other detail; empty for none.
  public var detail = ""

  /// As one of several tiles of a page.
  var tile: String {
    let note = detail.isEmpty ? "" : "<small>\(Markup.escaped(detail))</small>"
    return "<div><dt>\(Markup.escaped(name))</dt><dd>\(Markup.escaped(value))\(note)</dd></div>"
  }
}

extension ClosedRange<Double> {
  /// `0.7120 to 0.7812`.
  var text: String {
    "\(NumberText.fixed(lowerBound, decimals: 4)) to \(NumberText.fixed(upperBound, decimals: 4))"
  }
}
