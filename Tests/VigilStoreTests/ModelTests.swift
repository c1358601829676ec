import Foundation
import Testing
import VigilCore
import VigilStore
import VigilTestSupport

/// Random operations on a store and on a plain model of it, which must agree, also when the store is opened again.
@Suite(.ownThread) struct `A store and its model` {
  /// One sequence of operations.
  final class Run {
    let place: StoreFolder
    var store: StationStore
    var model = StoreModel()
    var generator: SplitMix64
    let cameras = ["gate", "yard", "Tür '\"; 🎥"]

    init(seed: UInt64) throws {
      place = try StoreFolder()
      store = try place.open(StoreOptions(scoreAge: 20, scoreCount: 40))
      generator = SplitMix64(seed: seed)
    }

    func pick<Value>(_ values: [Value]) -> Value? {
      values.isEmpty ? nil : values[generator.index(below: values.count)]
    }

    func some<Value>(_ values: [Value]) -> [Value] { values.filter { _ in generator.index(below: 4) == 0 } }

    var eventIDs: [UUID] { model.events.keys.sorted { $0.uuidString < $1.uuidString } }
    var fileIDs: [Int64] { model.files.keys.sorted() }

    func id() -> UUID {
      func byte() -> UInt8 { UInt8(generator.index(below: 256)) }
      return UUID(
        uuid: (
          byte(), byte(), byte(), byte(), byte(), byte(), byte(), byte(), byte(), byte(), byte(), byte(),
          byte(), byte(), byte(), byte()
        ))
    }

    func step() throws {
      let second = place.clock.date.timeIntervalSince(SetClock.origin)
      let camera = pick(cameras) ?? "gate"
      switch generator.index(below: 13) {
      case 0, 1:
        let severity: EventSeverity = generator.index(below: 2) == 0 ? .alarm : .review
        let event = StoredEvent.sample(second, camera: camera, severity: severity, id: id())
        #expect(try store.put(event) == model.put(event))
      case 2, 3:
        guard var event = pick(eventIDs).flatMap({ model.events[$0] }) else { break }
        event.revision += generator.index(below: 4) - 1
        event.state = pick(EventState.allCases) ?? .ended
        event.end += 1
        event.isKept = false
        #expect(try store.put(event) == model.put(event))
      case 4:
        guard let id = pick(eventIDs) else { break }
        let isKept = generator.index(below: 2) == 0
        try store.setKept(id, isKept, by: "anna")
        model.events[id]?.isKept = isKept
      case 5:
        let chosen = some(eventIDs) + [id()]
        #expect(try Set(store.removeEvents(chosen).events) == model.removeEvents(chosen))
      case 6, 7:
        let event = pick(eventIDs)
        let path = "files/\(generator.index(below: 60)).mp4"
        let isTaken = model.garbage.contains(path) || model.files.values.contains { $0.path == path }
        let file = StoredFile.sample(
          second, camera: camera, kind: pick(FileKind.allCases) ?? .clip, event: event, path: path,
          bytes: Int64(generator.index(below: 1000)), isFinished: generator.index(below: 2) == 0)
        var added: StoredFile?
        let thrown = code { added = try store.add(file) }
        #expect((thrown == .invalid) == isTaken && (added == nil) == isTaken)
        if let added { model.files[added.id] = added }
      case 8:
        guard var file = pick(fileIDs).flatMap({ model.files[$0] }) else { break }
        file.bytes += 77
        file.isFinished = true
        try store.update(file)
        model.files[file.id] = file
      case 9:
        let chosen = some(fileIDs)
        let expected = chosen.filter { !model.isKept($0) }
        let paths = expected.compactMap { model.files[$0]?.path }
        #expect(try Set(store.discard(chosen)) == Set(paths))
        model.discard(expected)
        let forgotten = some(model.garbage.sorted())
        try store.forgetGarbage(forgotten)
        model.garbage.subtract(forgotten)
      case 10:
        for number in 0..<generator.index(below: 60) {
          let sample = ScoreSample(
            start: place.clock.date + Double(number), duration: 1,
            score: Float(generator.index(below: 100)) / 100, isStill: generator.index(below: 2) == 0)
          try store.append(sample, camera: camera)
          model.scores[camera, default: []].append(sample)
        }
      case 11:
        let change = RuntimeChange(
          camera: camera, key: pick(["armed", "snoozed"]) ?? "armed",
          value: generator.index(below: 3) == 0 ? nil : "\(second)", by: "anna", at: place.clock.date,
          until: generator.index(below: 2) == 0 ? nil : place.clock.date + 100)
        try store.set(change)
        model.changes["\(change.camera) \(change.key)"] = change
        model.manifests += 1
        try store.add(
          ManifestLink(sequence: model.manifests, event: id(), path: "m/\(model.manifests)", sha256: "ab"))
      default:
        if let open = pick(model.openNotices.sorted()), generator.index(below: 2) == 0 {
          #expect(try store.end(open, at: place.clock.date))
          model.openNotices.remove(open)
        } else {
          model.openNotices.insert(
            try store.begin(CameraNotice(camera: camera, kind: "lost", message: "", start: place.clock.date)))
        }
      }
      // The clock is set now and then.
      let jump = generator.index(below: 40)
      place.clock.advance(jump == 0 ? -3600 : jump == 1 ? 3600 : Double(jump))
    }

    func reopen() throws {
      try store.close()
      let open = model.openNotices
      let interrupted = model.reopen()
      store = try place.open(StoreOptions(scoreAge: 20, scoreCount: 40))
      #expect(Set(store.opening.interruptedEvents) == interrupted)
      #expect(Set(store.opening.interruptedNotices) == open)
    }

    func compare() throws {
      let events = model.events.values.sorted {
        ($0.start, $0.id.uuidString) > ($1.start, $1.id.uuidString)
      }
      #expect(try store.events(EventQuery(limit: 10_000)) == events)
      #expect(try store.files().sorted { $0.id < $1.id } == fileIDs.compactMap { model.files[$0] })
      #expect(try store.totalBytes == model.files.values.reduce(0) { $0 + $1.bytes })
      #expect(try Set(store.garbage()) == model.garbage)
      for camera in cameras {
        let found = try store.samples(camera: camera, from: .distantPast, to: .distantFuture)
        #expect(found == model.scores[camera] ?? [])
      }
      let now = place.clock.date
      let inForce = model.changes.values.filter { $0.value != nil && $0.until.map { $0 > now } ?? true }
      #expect(try Set(store.changes(at: now)) == Set(inForce))
      #expect(try Set(store.notices(NoticeQuery(isOpen: true, limit: 10_000)).map(\.id)) == model.openNotices)
      #expect(try store.lastManifest?.sequence ?? 0 == model.manifests)
    }
  }

  @Test(.timeLimit(.minutes(15)), arguments: 1...6) func `agree`(seed: UInt64) throws {
    let run = try Run(seed: seed)
    for number in 1...250 {
      try run.step()
      if run.generator.index(below: 30) == 0 { try run.reopen() }
      if number % 25 == 0 { try run.compare() }
    }
    try run.reopen()
    try run.compare()
    try run.store.close()
    #expect(try run.place.isWhole())
  }
}
