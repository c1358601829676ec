extension Graph {
  /// The same graph with `A (B C / T)` computed as `(A B) (C / T)`, C having T columns.
  ///
  /// Exact except for rounding, since matrix products are associative. In the non-local block of RTFM the
  /// inner product is [T, T] for each crop and the cost grows with the square of a video's length; this way
  /// it is [D, D] and the cost grows with the length. Attention with a softmax is left as it is.
  public func reassociated() -> Graph {
    var graph = self
    let uses = useCounts
    let places = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($0.element.name, $0.offset) })
    for outer in nodes.indices where nodes[outer].operation == .matmul {
      let (a, quotient) = (nodes[outer].inputs[0], nodes[outer].inputs[1])
      guard let divide = places[quotient], nodes[divide].operation == .divideByLength, uses[quotient] == 1,
        let inner = places[nodes[divide].inputs[0]], nodes[inner].operation == .matmul,
        uses[nodes[inner].name] == 1, let aShape = shape(of: a)
      else { continue }
      let (b, c) = (nodes[inner].inputs[0], nodes[inner].inputs[1])
      guard let bShape = shape(of: b), let cShape = shape(of: c) else { continue }
      // The two inner nodes keep their names and change what they compute; A may come after them.
      graph.nodes[inner].inputs = [a, b]
      graph.nodes[inner].shape = aShape.dropLast() + bShape.suffix(1)
      graph.nodes[divide].inputs = [c]
      graph.nodes[divide].shape = cShape
      graph.nodes[outer].inputs = [nodes[inner].name, quotient]
    }
    graph.sortTopologically()
    return graph
  }

  /// How many times each value is used, as an input of a node or as an output of the graph.
  var useCounts: [String: Int] {
    (nodes.flatMap(\.inputs) + outputNames).reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  /// The shape of a value, if it exists.
  func shape(of name: String) -> [Dimension]? {
    nodes.first { $0.name == name }?.shape ?? inputs.first { $0.name == name }?.shape
  }

  /// Sorts nodes after those they use, otherwise keeping the order.
  private mutating func sortTopologically() {
    var known = Set(inputs.map(\.name))
    var sorted: [Node] = []
    var waiting = nodes
    while !waiting.isEmpty {
      guard let next = waiting.firstIndex(where: { known.isSuperset(of: $0.inputs) }) else {
        preconditionFailure("graph \(name) has a cycle")
      }
      known.insert(waiting[next].name)
      sorted.append(waiting.remove(at: next))
    }
    nodes = sorted
  }
}
