import VigilCore

/// Finds and names the weights in an unpickled value, and converts them to tensors.
struct StateDictionary {
  private enum Limit {
    static let tensors = 65_536
    /// The maximum number of values visited, which a graph with shared values can exceed many times.
    static let visits = 1_000_000
    static let depth = 32
    static let nameLength = 1_024
  }

  /// Where training scripts put the state dictionary.
  private static let wrappers = [
    "state_dict", "model_state_dict", "model_state", "model", "blobs", "model_dict", "net", "network",
    "params",
    "weights", "generator", "student", "model_ema", "ema",
  ]

  private let graph: PickleGraph
  private let file: Bytes
  private let storages: [String: Bytes]
  private let isBigEndian: Bool
  private var tensors: [NamedTensor] = []
  private var visits = 0
  /// Tensors may share numbers, but not multiply them: one number per byte of the file.
  private var remainingElements: Int

  /// - Parameters:
  ///   - file: the whole file, whose size bounds memory.
  ///   - storages: the numbers by key; empty for pickles that contain their numbers.
  init(_ graph: PickleGraph, file: Bytes, storages: [String: Bytes], isBigEndian: Bool) {
    self.graph = graph
    self.file = file
    self.storages = storages
    self.isBigEndian = isBigEndian
    remainingElements = file.count
  }

  /// Reads all tensors.
  consuming func checkpoint(_ container: Checkpoint.Container) throws(TensorFileError) -> Checkpoint {
    guard case .dictionary = graph[graph.root] else {
      throw file.error(.wrongKind, "is not a checkpoint: it holds no dictionary of weights")
    }
    var place = graph.root
    for _ in 0..<Limit.depth {
      guard let inner = wrapped(place) else { break }
      place = inner
    }
    try collect(place, name: "", depth: 0)
    if tensors.isEmpty && place != graph.root {
      // The known key held something else, such as the model's settings.
      place = graph.root
      try collect(place, name: "", depth: 0)
    }
    guard !tensors.isEmpty else {
      throw file.error(.wrongKind, "is not a checkpoint: there are no tensors in its dictionary")
    }
    tensors.stripDataParallelPrefix()
    try checkNames()
    return Checkpoint(
      container: container, tensors: tensors, metadata: place == graph.root ? [:] : metadata(besides: place))
  }

  /// The dictionary under the first known key.
  private func wrapped(_ reference: PickleReference) -> PickleReference? {
    guard case .dictionary(let entries) = graph[reference] else { return nil }
    for wrapper in Self.wrappers {
      for entry in entries.reversed() {
        guard case .string(let key, _) = graph[entry.key], key.starts(with: Array(wrapper.utf8)),
          key.count == wrapper.utf8.count, case .dictionary = graph[entry.value]
        else { continue }
        return entry.value
      }
    }
    return nil
  }

  /// Adds every tensor at or below a value; everything else is skipped.
  private mutating func collect(_ reference: PickleReference, name: String, depth: Int)
    throws(TensorFileError)
  {
    visits += 1
    guard visits <= Limit.visits, depth <= Limit.depth, name.utf8.count <= Limit.nameLength else {
      throw file.error(
        .refused, "nests or repeats its values more than any checkpoint of weights needs; refused")
    }
    switch graph[reference] {
    case .dictionary(let entries):
      for entry in try lastOfEachKey(entries) {
        try collect(entry.value, name: name.isEmpty ? entry.key : "\(name).\(entry.key)", depth: depth + 1)
      }
    case .list(let items), .tuple(let items):
      for (index, item) in items.enumerated() {
        try collect(item, name: name.isEmpty ? "\(index)" : "\(name).\(index)", depth: depth + 1)
      }
    case .tensor(let arguments):
      try add(
        graph.torchTensor(
          arguments: arguments, storages: storages, isBigEndian: isBigEndian, label: name.shown),
        name: name)
    case .array(let state?): try add(graph.numPyArray(state: state, label: name.shown), name: name)
    default: break
    }
  }

  /// The entries by name, in the order in which Python would have them.
  private mutating func lastOfEachKey(
    _ entries: [PickleEntry]
  ) throws(TensorFileError) -> [(key: String, value: PickleReference)] {
    visits += entries.count
    var result: [(key: String, value: PickleReference)] = []
    var places: [String: Int] = [:]
    for entry in entries {
      guard let key = try text(key: entry.key) else { continue }
      if let place = places[key] {
        result[place].value = entry.value
      } else {
        places[key] = result.count
        result.append((key, entry.value))
      }
    }
    return result
  }

  private func text(key: PickleReference) throws(TensorFileError) -> String? {
    switch graph[key] {
    case .string(let string, _):
      guard string.count <= Limit.nameLength else {
        throw file.error(.refused, "has a name of \(string.count) bytes; refused")
      }
      return string.text ?? string.latin1Text
    case .integer(let value): return String(value)
    default: return nil
    }
  }

  private mutating func add(_ elements: StridedElements, name: String) throws(TensorFileError) {
    guard elements.count <= remainingElements, tensors.count < Limit.tensors else {
      throw file.error(
        .refused, "would need memory out of proportion to its size, at tensor \(name.shown); refused")
    }
    remainingElements -= elements.count
    tensors.append(NamedTensor(name: name, tensor: elements.tensor()))
  }

  /// Removes a prefix from all names, if all have it.
  private func checkNames() throws(TensorFileError) {
    var names: Set<String> = []
    for tensor in tensors where !names.insert(tensor.name).inserted {
      throw file.error(.malformed, "has two tensors called \(tensor.name.shown)")
    }
  }
}

// MARK: Values beside the weights

extension StateDictionary {
  /// The plain values of the outermost dictionary; the weights and other tensors are left out.
  private mutating func metadata(besides weights: PickleReference) -> [String: CheckpointValue] {
    guard case .dictionary(let entries) = graph[graph.root] else { return [:] }
    var metadata: [String: CheckpointValue] = [:]
    visits = 0
    for entry in entries where entry.value != weights {
      if let key = try? text(key: entry.key), let value = plain(entry.value, depth: 0) {
        metadata[key] = value
      }
    }
    return metadata
  }

  /// A value without tensors, or nil if it has some or is too large for metadata.
  private mutating func plain(_ reference: PickleReference, depth: Int) -> CheckpointValue? {
    visits += 1
    guard visits <= 10_000, depth <= 8 else { return nil }
    switch graph[reference] {
    case .none: return CheckpointValue.none
    case .boolean(let value): return .boolean(value)
    case .integer(let value): return .integer(value)
    case .real(let value): return .real(value)
    case .string(let string, _):
      guard string.count <= 65_536 else { return nil }
      visits += string.count / 64
      return .text(string.text ?? string.latin1Text)
    case .scalar(let type, let contents):
      return graph.number(dataType: type, contents: contents).map { .real(Double($0)) }
    case .tuple(let items), .list(let items):
      var list: [CheckpointValue] = []
      for item in items {
        guard let value = plain(item, depth: depth + 1) else { return nil }
        list.append(value)
      }
      return .list(list)
    case .dictionary(let entries):
      var dictionary: [String: CheckpointValue] = [:]
      for entry in entries {
        guard let key = try? text(key: entry.key), let value = plain(entry.value, depth: depth + 1) else {
          return nil
        }
        dictionary[key] = value
      }
      return .dictionary(dictionary)
    default: return nil
    }
  }
}
