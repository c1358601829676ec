/// Room for so many things: when it is full, the least of them goes, and is counted.
package struct TopRanked<Element: Sendable>: Sendable {
  /// What stayed, in the order in which it came.
  package private(set) var elements: [Element] = []
  /// How many came.
  package private(set) var count = 0
  private let capacity: Int
  private let worth: @Sendable (Element) -> Double

  package init(capacity: Int, worth: @escaping @Sendable (Element) -> Double) {
    self.capacity = capacity
    self.worth = worth
  }

  /// How many went.
  package var omitted: Int { count - elements.count }

  /// Among things of the same worth the earlier stays.
  package mutating func add(_ element: Element) {
    count += 1
    elements.append(element)
    guard elements.count > capacity else { return }
    let least = elements.indices.reversed().min { worth(elements[$0]) < worth(elements[$1]) }
    if let least { elements.remove(at: least) }
  }
}
