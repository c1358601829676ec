/// Part `index` of `count` equal parts of the work, written `0/4`.
public struct Shard: Hashable, Sendable, LosslessStringConvertible {
  /// Which part, counted from 0.
  public let index: Int
  /// How many parts there are, at least one.
  public let count: Int

  /// Reads `0/4`; nil for a part that there is not.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1], count >= 1,
      (0..<count).contains(index)
    else { return nil }
    (self.index, self.count) = (index, count)
  }

  /// As it is written.
  public var description: String { "\(index)/\(count)" }

  /// Every `count`-th element, beginning with number `index`.
  public func part<Element>(of elements: [Element]) -> [Element] {
    stride(from: index, to: elements.count, by: count).map { elements[$0] }
  }

  /// The `index`-th of `count` stretches as equal in length as possible.
  public func block(of elements: Int) -> Range<Int> {
    index * elements / count..<(index + 1) * elements / count
  }
}
