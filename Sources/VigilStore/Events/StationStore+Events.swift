public import Foundation
import GRDB

extension StationStore {
  /// Stores an event that begins, or what has become of one.
  ///
  /// It is on the disk afterwards, with the messages of it that the store's routes want. `isKept` of an event that is stored already stays as it is.
  ///
  /// - Parameter crops: Those of the snippet with the highest score, in the order of the network's input; none if they are not known. They are
  ///   written with a new peak, in the place of those of the peak before.
  /// - Returns: false if the same or a later revision is stored already; nothing is changed then.
  /// - Throws: `invalid` for texts and crops that cannot be stored and for an event of another camera, and what all writing throws.
  @discardableResult public func put(
    _ event: StoredEvent, crops: [EventCrop] = []
  ) throws(StoreError) -> Bool {
    try EventRow.check(event)
    try EventCropRow.check(crops)
    return try write { database in
      let row = try Row.fetchOne(
        database, sql: "SELECT camera, severity, peakDate FROM event WHERE id = ?",
        arguments: [StoredText.id(event.id)])
      let former: (camera: String, severity: String, peak: Double)? = try row.map {
        (try $0.value("camera"), try $0.value("severity"), try $0.value("peakDate"))
      }
      guard former == nil || former?.camera == event.camera else {
        throw StoreError(.invalid, "event \(event.id) is one of another camera")
      }
      try database.execute(sql: EventRow.upsert, arguments: EventRow.arguments(event))
      let isStored = database.changesCount > 0
      if isStored {
        if former?.peak != StoredText.date(event.peakDate) {
          try EventCropRow.replace(event.id, by: crops, in: database)
        }
        try outbox.tell(
          event, former: former.flatMap { EventSeverity(rawValue: $0.severity) }, in: database)
      }
      try noteLife(database)
      return isStored
    }
  }

  /// The event with an identity.
  public func event(_ id: UUID) throws(StoreError) -> StoredEvent? {
    try read { database in
      let rows = try Row.fetchAll(
        database, sql: "SELECT * FROM event WHERE id = ?", arguments: [StoredText.id(id)])
      return try EventRow.events(rows, in: database).first
    }
  }

  /// The event whose identity begins with the given digits, as people type it: any case, dashes or none.
  ///
  /// - Returns: nil if there is none.
  /// - Throws: `ambiguous` if there are several, `invalid` if no identity begins so.
  public func event(prefix: String) throws(StoreError) -> StoredEvent? {
    let digits = prefix.lowercased().filter { $0 != "-" }
    guard (1...32).contains(digits.utf8.count), digits.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
      throw StoreError(.invalid, "an event's id is hexadecimal digits; see \"vigil events list\"")
    }
    var start = ""
    for (index, digit) in digits.enumerated() {
      if [8, 12, 16, 20].contains(index) { start += "-" }
      start.append(digit)
    }
    let found = try read { database in
      // "g" comes after every digit and dash.
      let rows = try Row.fetchAll(
        database, sql: "SELECT * FROM event WHERE id >= ? AND id < ? ORDER BY id LIMIT 2",
        arguments: [start, start + "g"])
      return try EventRow.events(rows, in: database)
    }
    guard found.count < 2 else {
      throw StoreError(.ambiguous, "several events' ids begin with \(prefix); give more digits")
    }
    return found.first
  }

  /// Events, the newest first; at most 10 000 at a time.
  ///
  /// - Throws: `invalid` for the name of a camera that none can have, and what all reading throws.
  public func events(_ query: EventQuery = EventQuery()) throws(StoreError) -> [StoredEvent] {
    var conditions = Conditions()
    if let cameras = query.cameras {
      for camera in cameras { try StoredText.check(query: camera) }
      conditions.add("camera IN (SELECT value FROM json_each(?))", StoredText.list(cameras))
    }
    if let severity = query.severity { conditions.add("severity = ?", severity.rawValue) }
    if let state = query.state { conditions.add("state = ?", state.rawValue) }
    if let isKept = query.isKept { conditions.add("isKept = ?", isKept) }
    switch query.review {
    case nil: break
    case .some(.unlabelled):
      conditions.add(
        "NOT EXISTS (SELECT 1 FROM label WHERE label.event = event.id AND label.undone IS NULL)")
    case .some(let said):
      conditions.add(
        "EXISTS (SELECT 1 FROM label WHERE label.event = event.id AND label.undone IS NULL AND verdict = ?)",
        said.rawValue)
    }
    switch query.isAcknowledged {
    case nil: break
    case .some(true):
      conditions.add("EXISTS (SELECT 1 FROM acknowledgement WHERE acknowledgement.event = event.id)")
    case .some(false):
      conditions.add("NOT EXISTS (SELECT 1 FROM acknowledgement WHERE acknowledgement.event = event.id)")
    }
    if let from = query.from { conditions.add("(stop >= ? OR state = 'open')", StoredText.date(from)) }
    if let to = query.to { conditions.add("start < ?", StoredText.date(to)) }
    if let cursor = query.before {
      conditions.add("(start, id) < (?, ?)", StoredText.date(cursor.start), StoredText.id(cursor.id))
    }
    let limit = min(10_000, max(0, query.limit))
    guard let cursor = query.after else {
      let request = conditions.request("SELECT * FROM event", "ORDER BY start DESC, id DESC LIMIT ?", limit)
      return try read { try EventRow.events(request.fetchAll($0), in: $0) }
    }
    conditions.add("(start, id) > (?, ?)", StoredText.date(cursor.start), StoredText.id(cursor.id))
    let request = conditions.request("SELECT * FROM event", "ORDER BY start, id LIMIT ?", limit)
    return try read { try EventRow.events(request.fetchAll($0), in: $0) }.reversed()
  }

  /// Keeps an event for ever, or no longer.
  ///
  /// - Parameter by: who asks.
  /// - Throws: `missing` if there is no such event.
  public func setKept(_ id: UUID, _ isKept: Bool, by author: String) throws(StoreError) {
    try StoredText.check(author, "a name")
    try write { database in
      try database.execute(
        sql: "UPDATE event SET isKept = ?, keptBy = ?, keptAt = ? WHERE id = ?",
        arguments: [isKept, author, StoredText.date(date()), StoredText.id(id)])
      guard database.changesCount > 0 else {
        throw StoreError(.missing, "there is no event \(StoredText.id(id)); it may have been removed")
      }
    }
  }

  /// Removes events, but not kept ones and those that go on; their files become garbage in the same transaction.
  ///
  /// Manifests stay in the chain.
  @discardableResult public func removeEvents(_ ids: [UUID]) throws(StoreError) -> EventRemoval {
    let list = StoredText.list(ids.map(StoredText.id))
    return try removeEvents { database in
      try String.fetchAll(
        database,
        sql: """
          SELECT id FROM event
          WHERE id IN (SELECT value FROM json_each(?)) AND isKept = 0 AND state <> 'open'
          """, arguments: [list])
    }
  }

  /// Removes the oldest events of cameras that began before a date, but not kept ones and those that go on; at most `limit`, so that other
  /// writers need not wait long: repeat it until nothing is removed.
  @discardableResult public func removeEvents(
    before date: Date, of cameras: EventCameras = .allBut([]), limit: Int = 1000
  ) throws(StoreError) -> EventRemoval {
    var conditions = Conditions()
    conditions.add("start < ?", StoredText.date(date))
    conditions.add("isKept = 0 AND state <> 'open'")
    switch cameras {
    case .only(let camera):
      try StoredText.check(query: camera)
      conditions.add("camera = ?", camera)
    case .allBut(let others):
      conditions.add("camera NOT IN (SELECT value FROM json_each(?))", StoredText.list(others.sorted()))
    }
    let request = conditions.request("SELECT id FROM event", "ORDER BY start, id LIMIT ?", max(0, limit))
    return try removeEvents { database in try request.fetchAll(database).map { try $0.value("id") } }
  }

  private func removeEvents(_ choose: (Database) throws -> [String]) throws(StoreError) -> EventRemoval {
    try write { database in
      let ids = try choose(database)
      guard !ids.isEmpty else { return EventRemoval() }
      let list = StoredText.list(ids)
      let files = try Int64.fetchAll(
        database, sql: "SELECT id FROM file WHERE event IN (SELECT value FROM json_each(?))",
        arguments: [list])
      let paths = try FileRow.discard(files, in: database)
      try note(removed: paths.signed, in: database)
      try database.execute(
        sql: "DELETE FROM event WHERE id IN (SELECT value FROM json_each(?))", arguments: [list])
      return EventRemoval(events: ids.compactMap { UUID(uuidString: $0) }, paths: paths.all)
    }
  }

  /// Notes that the station lives; fails if nothing can be written.
  public func noteLife() throws(StoreError) { try write { try noteLife($0) } }

  /// Notes that the station lives, which is where a notice ends that the next start finds open.
  func noteLife(_ database: Database) throws {
    try database.execute(
      sql: "INSERT INTO life VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET lastSign = excluded.lastSign",
      arguments: [StoredText.date(date())])
  }
}
