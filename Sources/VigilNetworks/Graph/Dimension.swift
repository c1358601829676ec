/// The extent of one axis: a number, or a symbol whose value is known when the network runs.
public enum Dimension: Hashable, Sendable {
  /// A known extent.
  case fixed(Int)
  /// An extent that may vary between runs, such as `batch` or `snippets`.
  case symbol(String)
  /// The number, or the extent of the symbol if that is smaller.
  case atMost(Int, String)

  /// The extent, or nil when it is a symbol.
  public var size: Int? {
    if case .fixed(let size) = self { size } else { nil }
  }

  /// The extent of the last `count` elements.
  func last(_ count: Int) -> Dimension {
    switch self {
    case .fixed(let size): .fixed(min(count, size))
    case .symbol(let name): .atMost(count, name)
    case .atMost(let most, let name): .atMost(min(count, most), name)
    }
  }

  /// The same extent with its symbol replaced by its value in `sizes`, if there is one.
  public func fixing(_ sizes: [String: Int]) -> Dimension {
    switch self {
    case .fixed: self
    case .symbol(let name): sizes[name].map(Dimension.fixed) ?? self
    case .atMost(let most, let name): sizes[name].map { .fixed(min(most, $0)) } ?? self
    }
  }
}

extension Dimension: CustomStringConvertible, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
  /// The number or the symbol's name.
  public var description: String {
    switch self {
    case .fixed(let size): "\(size)"
    case .symbol(let name): name
    case .atMost(let most, let name): "\(name) up to \(most)"
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
