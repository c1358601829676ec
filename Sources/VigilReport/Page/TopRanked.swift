/// Keeps the highest-ranked elements up to a capacity and counts the rest.
package struct TopRanked<Element: Sendable>: Sendable {
  /// The kept elements, in the order of insertion.
  package private(set) var elements: [Element] = []
  /// The number of elements offered.
  package private(set) var count = 0
  private let capacity: Int
  private let worth: @Sendable (Element) -> Double

  package init(capacity: Int, worth: @escaping @Sendable (Element) -> Double) {
    self.capacity = capacity
    self.worth = worth
  }

  /// The number of elements dropped.
  package var omitted: Int { count - elements.count }

  /// Among elements of equal rank, the earlier stays.
  package mutating func add(_ element: Element) {
    count += 1
    elements.append(element)
    guard elements.count > capacity else { return }
    let least = elements.indices.reversed().min { worth(elements[$0]) < worth(elements[$1]) }
    if let least { elements.remove(at: least) }
  }
}
