import GRDB

/// The conditions of a query, all of which must hold.
///
/// Their text is written in the source: a `StaticString` cannot hold what a user gave, whose values are arguments.
struct Conditions {
  private var texts: [String] = []
  private(set) var arguments = StatementArguments()

  /// Adds a condition with its arguments.
  mutating func add(_ text: StaticString, _ values: any DatabaseValueConvertible...) {
    texts.append(text.description)
    for value in values { arguments += [value] }
  }

  /// A whole statement: what comes before the conditions, what comes after, and the arguments of that.
  func request(_ head: StaticString, _ tail: StaticString, _ values: any DatabaseValueConvertible...)
    -> SQLRequest<Row>
  {
    var all = arguments
    for value in values { all += [value] }
    let middle = texts.isEmpty ? " " : " WHERE " + texts.joined(separator: " AND ") + " "
    return SQLRequest(sql: head.description + middle + tail.description, arguments: all)
  }
}
