/// Where the memory of a run goes: sizes that follow from the setup, and what was measured around each load.
public struct MemoryAccount: Sendable {
  /// The sizes known before the work begins.
  public private(set) var planned: [MemoryItem] = []
  private var before = ProcessMemory.now
  /// The most that was measured while snippets were scored.
  private var most: ProcessMemory?

  /// Begins before any network is loaded.
  public init() {
    if let before {
      planned = [
        MemoryItem("program and libraries: data", bytes: before.anonymous, .measured),
        MemoryItem("program and libraries: code pages in use", bytes: before.fileBacked, .measured),
      ]
    }
  }

  /// Adds a network that was just loaded, with its own figures.
  public mutating func loaded(_ name: String, _ known: [MemoryItem]) {
    let now = ProcessMemory.now
    if let before, let now {
      let packed = max(0, now.anonymous - before.anonymous)
      planned.append(
        MemoryItem("\(name): weights as the engine packs them, and its graph", bytes: packed, .measured))
    }
    planned += known.map { MemoryItem("\(name): \($0.name)", bytes: $0.bytes, $0.basis) }
    before = now
  }

  /// Adds a network that is loaded once the frame size is known.
  public mutating func willLoad(_ name: String) {
    planned.append(MemoryItem("\(name): loaded with the first frame", bytes: 0, .later))
  }

  /// Adds known sizes.
  public mutating func add(_ known: [MemoryItem]) { planned += known }

  /// Measures while snippets are scored, when everything is in use.
  public mutating func note() {
    guard let now = ProcessMemory.now else { return }
    most = ProcessMemory(
      anonymous: max(now.anonymous, most?.anonymous ?? 0),
      fileBacked: max(now.fileBacked, most?.fileBacked ?? 0))
  }

  /// What was measured while snippets were scored; empty if nothing was.
  public var measured: [MemoryItem] {
    guard let most, let data = planned.first else { return [] }
    // Mapped pages and code, the second item, are not anonymous memory.
    let explained = planned.dropFirst(2).filter { $0.basis != .mapped }.reduce(data.bytes) { $0 + $1.bytes }
    let later = planned.contains { $0.basis == .later } ? "what was loaded later, " : ""
    var measured = [
      MemoryItem("heaps and buffers, the most while scoring", bytes: most.anonymous, .measured),
      MemoryItem(
        "of that unplanned: \(later)the engine's intermediate values, decoder, fragmentation",
        bytes: max(0, most.anonymous - explained), .measured),
      MemoryItem("pages of files, the most while scoring", bytes: most.fileBacked, .measured),
    ]
    if let peak = ProcessUsage.now().peakBytes {
      measured.append(MemoryItem("peak of all resident memory", bytes: Int(peak), .measured))
    }
    return measured
  }
}
