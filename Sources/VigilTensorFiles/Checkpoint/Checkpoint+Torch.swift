extension Checkpoint {
  /// `torch.save`'s archive: `NAME/data.pkl`, and the numbers of each storage in `NAME/data/KEY`.
  static func torchZip(_ bytes: Bytes) throws(TensorFileError) -> Checkpoint {
    let archive = try ZipArchive(bytes)
    guard let pickleEntry = archive.entries.first(where: { $0.name.hasSuffix("/data.pkl") }) else {
      let isArrays = archive.entries.contains { $0.name.hasSuffix(".npy") }
      throw bytes.error(
        .wrongKind,
        "is not a checkpoint: it is a zip archive "
          + (isArrays ? "of NumPy arrays (.npz)" : "without PyTorch's data.pkl"))
    }
    let folder = pickleEntry.name.dropLast("data.pkl".count)
    guard !archive.entries.contains(where: { $0.name.hasPrefix("\(folder)code/") }) else {
      throw bytes.error(
        .refused,
        "is a TorchScript program, not weights alone; refused, nothing was executed. Save its weights in Python: "
          + "torch.save(torch.jit.load(\"FILE\").state_dict(), \"weights.pth\")")
    }
    // PyTorch can be told to omit checksums, and then writes 0.
    let pickle = try archive.contents(of: pickleEntry, checksumMayBeAbsent: true)
    var offset = 0
    let graph = try PickleMachine.run(pickle, at: &offset, allowsStorages: true)

    var storages: [String: Bytes] = [:]
    var isBigEndian = false
    for entry in archive.entries where entry.name.hasPrefix(folder) {
      let name = entry.name.dropFirst(folder.count)
      if name.hasPrefix("data/") {
        storages[String(name.dropFirst("data/".count))] = try archive.contents(
          of: entry, checksumMayBeAbsent: true)
      } else if name == "byteorder" {
        isBigEndian = try archive.contents(of: entry, checksumMayBeAbsent: true).starts(
          with: Array("big".utf8))
      }
    }
    return try StateDictionary(graph, file: bytes, storages: storages, isBigEndian: isBigEndian)
      .checkpoint(.torchZip)
  }

  /// The pickle of an archive with the numbers of its storages, as they are without a container.
  package static func torch(pickle: Bytes, storages: [String: Bytes]) throws(TensorFileError) -> Checkpoint {
    var offset = 0
    let graph = try PickleMachine.run(pickle, at: &offset, allowsStorages: true)
    return try StateDictionary(graph, file: pickle, storages: storages, isBigEndian: false)
      .checkpoint(.torchZip)
  }

  /// A pickle: `torch.save`'s older format if it begins with its magic number, else a dictionary of NumPy arrays.
  static func pickle(_ bytes: Bytes) throws(TensorFileError) -> Checkpoint {
    var offset = 0
    let first = try PickleMachine.run(bytes, at: &offset, allowsStorages: false)
    guard case .longInteger(let number) = first[first.root], number.starts(with: torchLegacyNumber),
      number.count == torchLegacyNumber.count
    else {
      return try StateDictionary(first, file: bytes, storages: [:], isBigEndian: false).checkpoint(.pickle)
    }
    return try torchLegacy(bytes, at: offset)
  }

  /// 0x1950a86a20f9469cfc6c, the magic number of the older format.
  private static let torchLegacyNumber: [UInt8] = [
    0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19,
  ]

  /// Pickles of the version, the machine, the value and the storage keys; then each storage: its count and numbers.
  private static func torchLegacy(_ bytes: Bytes, at start: Int) throws(TensorFileError) -> Checkpoint {
    var offset = start
    _ = try PickleMachine.run(bytes, at: &offset, allowsStorages: false)
    let system = try PickleMachine.run(bytes, at: &offset, allowsStorages: false)
    guard isLittleEndian(system) else {
      throw bytes.error(.unsupported, "was written by a big-endian machine; save it again on another")
    }
    let graph = try PickleMachine.run(bytes, at: &offset, allowsStorages: true)
    let keys = try PickleMachine.run(bytes, at: &offset, allowsStorages: false)
    guard case .list(let list) = keys[keys.root] else {
      throw bytes.error(.malformed, "has no list of storages where one should be")
    }

    var described: [String: PickleStorage] = [:]
    for storage in graph.storages { described[storage.key] = storage }
    var storages: [String: Bytes] = [:]
    var reader = ByteReader(bytes, at: offset)
    for reference in list {
      guard case .string(let keyBytes, _) = keys[reference], keyBytes.count <= PickleMachine.Limit.nameLength,
        let storage = described[keyBytes.latin1Text], storages[storage.key] == nil
      else { throw bytes.error(.malformed, "lists a storage that no tensor uses") }
      let count = try reader.integer(Int64.self)
      let (size, overflow) = storage.count.multipliedReportingOverflow(by: storage.type.size)
      guard count == storage.count, !overflow else {
        throw bytes.error(.malformed, "has \(count) numbers where its description says \(storage.count)")
      }
      storages[storage.key] = try reader.take(size)
    }
    return try StateDictionary(graph, file: bytes, storages: storages, isBigEndian: false).checkpoint(
      .torchLegacy)
  }

  private static func isLittleEndian(_ system: PickleGraph) -> Bool {
    guard case .dictionary(let entries) = system[system.root] else { return false }
    for entry in entries {
      if case .string(let key, _) = system[entry.key], key.text == "little_endian",
        case .boolean(let value) = system[entry.value]
      {
        return value
      }
    }
    return false
  }
}
