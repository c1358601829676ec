/// The extent of one axis: a number, or a symbol whose number is known when the network runs.
public enum Dimension: Hashable, Sendable {
  /// A known extent.
  case fixed(Int)
  /// An extent that may differ from run to run, such as `batch` or `snippets`.
  case symbol(String)

  /// The extent, or nil when it is a symbol.
  public var size: Int? {
    if case .fixed(let size) = self { size } else { nil }
  }

  /// The same extent with its symbol replaced by a number from `sizes`, where there is one.
  public func fixing(_ sizes: [String: Int]) -> Dimension {
    if case .symbol(let name) = self, let size = sizes[name] { .fixed(size) } else { self }
  }
}

extension Dimension: CustomStringConvertible, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
  /// The number or the symbol's name.
  public var description: String {
    switch self {
    case .fixed(let size): "\(size)"
    case .symbol(let name): name
    }
  }

  /// A known extent.
  public init(integerLiteral size: Int) {
    self = .fixed(size)
  }

  /// A symbol.
  public init(stringLiteral name: String) {
    self = .symbol(name)
  }
}
