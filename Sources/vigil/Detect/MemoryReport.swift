import VigilBenchmark
import VigilCore
import VigilReport

/// Where the memory of a run goes: sizes that follow from the setup, and what was measured around each load.
struct MemoryReport {
  private var items: [MemoryItem] = []
  private var before = ProcessMemory.now
  /// The most that was measured while snippets were scored.
  private var most: ProcessMemory?

  /// Begins before any network is loaded.
  init() {
    if let before {
      items = [
        MemoryItem("program and libraries: data", bytes: before.anonymous, .measured),
        MemoryItem("program and libraries: code pages in use", bytes: before.fileBacked, .measured),
      ]
    }
  }

  /// Adds a network that was just loaded, with its own figures.
  mutating func loaded(_ name: String, _ known: [MemoryItem]) {
    let now = ProcessMemory.now
    if let before, let now {
      let packed = max(0, now.anonymous - before.anonymous)
      items.append(
        MemoryItem("\(name): weights as the engine packs them, and its graph", bytes: packed, .measured))
    }
    items += known.map { MemoryItem("\(name): \($0.name)", bytes: $0.bytes, $0.basis) }
    before = now
  }

  /// Adds a network that is loaded once the frame size is known.
  mutating func willLoad(_ name: String) {
    items.append(MemoryItem("\(name): loaded with the first frame", bytes: 0, .later))
  }

  /// Adds known sizes.
  mutating func add(_ known: [MemoryItem]) { items += known }

  /// Measures while snippets are scored, when everything is in use.
  mutating func note() {
    guard let now = ProcessMemory.now else { return }
    most = ProcessMemory(
      anonymous: max(now.anonymous, most?.anonymous ?? 0),
      fileBacked: max(now.fileBacked, most?.fileBacked ?? 0))
  }

  private var measured: [MemoryItem] {
    guard let most, let data = items.first else { return [] }
    // Mapped pages and code, the second item, are not anonymous memory.
    let explained = items.dropFirst(2).filter { $0.basis != .mapped }.reduce(data.bytes) { $0 + $1.bytes }
    let later = items.contains { $0.basis == .later } ? "what was loaded later, " : ""
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

  /// Prints the known sizes before the work begins.
  func showPlan(json: Bool) { show(items, title: "memory", stage: .plan, json: json) }

  /// Prints the measured sizes at the end.
  func showEnd(json: Bool) { show(measured, title: "memory at the end", stage: .end, json: json) }

  /// Prints items as a table, or as one line of JSON.
  private func show(_ items: [MemoryItem], title: String, stage: JSONLine.MemoryStage, json: Bool) {
    guard !json else { return Console.result(JSONLine.memory(stage, items)) }
    let rows = items.map { item in
      let size = NumberText.fixed(Double(item.bytes) / 1_048_576, decimals: 1)
      return [item.name, item.basis == .later ? "" : size, item.basis.rawValue]
    }
    for line in TextTable.lines([[title, "MiB", ""]] + rows, numeric: [1]) { Console.result(line) }
  }
}
