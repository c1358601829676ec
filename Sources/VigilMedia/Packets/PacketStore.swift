/// What is in a ring: groups of pictures, each beginning with one that can be decoded by itself.
struct PacketStore {
  /// A picture that can be decoded by itself and all packets up to the next one.
  struct Group {
    var stretch: Int
    var streams: PacketStreams
    var packets: [MediaPacket]
    var cost: Int
    /// Whether packets are missing after it.
    var isCut = false

    /// When its first picture is shown.
    var start: Double? { packets.first?.time }
  }

  /// A packet whose time is not yet told, by the serial number of its group and its place there.
  private struct Pending {
    var number: Int
    var kind: MediaPacket.Kind
    var group: Int
    var index: Int
  }

  /// A picture that was decoded, by the source's clock and on the reading's timeline.
  private struct Placed {
    var stamp: Double
    var time: Double
  }

  /// The longest step between stamps that is believed, as in `LiveTimeline`, in seconds.
  private static let longestStep = LiveTimeline.longestStep
  /// How long the last picture before an outage is taken for what is shown, in seconds.
  private static let longestStill = 1.0
  /// More packets than decoders hold back; those before them are never decoded.
  private static let longestDelay = 256
  /// The most packets that wait to be decoded or passed over: minutes of them.
  private static let longestQueue = 4096

  let seconds: Double
  let byteLimit: Int
  private(set) var reading = 0
  /// When the timeline was at zero on the machine's clock.
  var origin: Double?
  /// From when on pictures may still be wanted, however old they are.
  var needed: Double?
  private(set) var groups: [Group] = []
  private var counts = PacketRing.Status()
  private var cost = 0
  private var nextNumber = 0
  private var stretch = 0
  private var streams: PacketStreams?
  /// Whether the newest group takes more packets.
  private var isOpen = false
  /// How many groups left before the first that is there.
  private var groupsBefore = 0
  private var pending: [Pending] = []
  /// From the source's clock to the reading's timeline.
  private var offset: Double?
  private var lastPlaced: Placed?
  private var newestTime: Double?

  init(seconds: Double, byteLimit: Int) {
    self.seconds = seconds
    self.byteLimit = byteLimit
  }

  var status: PacketRing.Status {
    var status = counts
    status.bytes = cost
    status.packets = groups.reduce(0) { $0 + $1.packets.count }
    status.start = groups.lazy.compactMap(\.start).first
    status.startDate = groups.first?.packets.first?.date
    status.end = newestTime
    return status
  }

  // MARK: Filling

  mutating func beginReading() -> Int {
    reading += 1
    groupsBefore += groups.count
    groups = []
    cost = 0
    streams = nil
    isOpen = false
    pending = []
    offset = nil
    newestTime = nil
    (origin, needed, lastPlaced) = (nil, nil, nil)
    counts.refusal = nil
    return reading
  }

  mutating func beginStretch(_ streams: PacketStreams, isNewConnection: Bool) {
    self.streams = streams
    stretch += 1
    isOpen = false
    counts.refusal = nil
    if isNewConnection {
      (offset, lastPlaced) = (nil, nil)
      pending = []
    }
  }

  mutating func refuseStream(_ reason: String) {
    streams = nil
    isOpen = false
    counts.refusal = reason
  }

  mutating func append(_ packet: MediaPacket) -> Int {
    var packet = packet
    packet.number = nextNumber
    packet.time = tip.flatMap { estimate(packet, after: $0) }
    nextNumber += 1
    guard hasRoom(for: packet), let streams else {
      counts.refusedPackets += 1
      counts.refusedBytes += packet.bytes.count
      return packet.number
    }
    if packet.kind == .video, packet.isKey {
      groups.append(Group(stretch: stretch, streams: streams, packets: [], cost: 0))
      isOpen = true
    }
    let last = groups.count - 1
    if packet.kind == .video || packet.time == nil {
      if pending.count == Self.longestQueue {
        pending.remove(at: pending.firstIndex { $0.kind == .sound } ?? 0)
      }
      pending.append(
        Pending(
          number: packet.number, kind: packet.kind, group: groupsBefore + last,
          index: groups[last].packets.count))
    }
    groups[last].packets.append(packet)
    groups[last].cost += packet.cost
    cost += packet.cost
    return packet.number
  }

  /// Makes room for a packet by letting old groups go; false when it cannot be kept.
  private mutating func hasRoom(for packet: MediaPacket) -> Bool {
    guard streams != nil else { return false }
    let beginsGroup = packet.kind == .video && packet.isKey
    guard beginsGroup || isOpen else { return false }
    let kept = beginsGroup ? 0 : 1
    while groups.count > kept, cost + packet.cost > byteLimit {
      counts.groupsEvictedEarly += 1
      evictOldest()
    }
    guard cost + packet.cost <= byteLimit else {
      counts.groupsCut += 1
      isOpen = false
      if !groups.isEmpty { groups[groups.count - 1].isCut = true }
      return false
    }
    return true
  }

  private mutating func evictOldest() {
    let group = groups.removeFirst()
    groupsBefore += 1
    cost -= group.cost
    counts.evictedPackets += group.packets.count
  }

  // MARK: Times

  mutating func place(_ number: Int, at time: Double) {
    guard let found = pending.firstIndex(where: { $0.number == number }) else { return }
    let place = pending.remove(at: found)
    newestTime = max(newestTime ?? time, time)
    if place.group >= groupsBefore {
      groups[place.group - groupsBefore].packets[place.index].time = time
      setOffset(groups[place.group - groupsBefore].packets[place.index], at: time)
    }
    let earlier = pending.count { $0.number < number }
    if earlier > Self.longestDelay { pending.removeFirst(earlier - Self.longestDelay) }
    while groups.count > 1, let next = groups[1].start, let newestTime,
      next <= min(newestTime - seconds, needed ?? .infinity)
    {
      evictOldest()
    }
  }

  /// Takes over how far the source's clock is off, for the packets that are not decoded yet too.
  private mutating func setOffset(_ packet: MediaPacket, at time: Double) {
    guard let stamp = packet.stamp else { return }
    let before = lastPlaced
    lastPlaced = Placed(stamp: stamp, time: time)
    // Guessed stamps waver by a few pictures, and sound that followed them would stutter.
    let tolerance = packet.stampIsGuessed ? 0.25 : 1e-9
    guard offset.map({ abs($0 - (time - stamp)) > tolerance }) ?? true else { return }
    offset = time - stamp
    pending.removeAll { $0.group < groupsBefore }
    var tip = time
    for place in pending {
      let waiting = groups[place.group - groupsBefore].packets[place.index]
      let isPassedOver = place.number < packet.number
      guard
        let estimated = isPassedOver
          ? estimate(waiting, between: before, and: Placed(stamp: stamp, time: time))
          : estimate(waiting, after: tip)
      else { continue }
      groups[place.group - groupsBefore].packets[place.index].time = estimated
      if !isPassedOver, place.kind == .video { tip = estimated }
    }
    // The time of sound is only ever estimated.
    pending.removeAll { $0.kind == .sound }
  }

  /// When a packet is shown, as far as its stamp tells.
  ///
  /// - Parameter tip: When the picture is shown that came before it.
  private func estimate(_ packet: MediaPacket, after tip: Double) -> Double? {
    guard let offset, let stamp = packet.stamp else { return nil }
    guard abs(stamp + offset - tip) <= Self.longestStep else {
      // The source's clock jumped: a picture is placed when it is decoded, sound once a picture was.
      return packet.kind == .video ? tip : nil
    }
    return stamp + offset
  }

  /// When a packet is shown that came before one that is decoded; nil where nothing new is known.
  ///
  /// Late pictures are passed over, perhaps half a minute of them, and never decoded. Over so long a time the source's clock is not
  /// believed by those that are, between which they lie.
  private func estimate(_ packet: MediaPacket, between before: Placed?, and after: Placed) -> Double? {
    guard let stamp = packet.stamp else { return nil }
    if let before, after.stamp - before.stamp > Self.longestStep, before.stamp < stamp, stamp < after.stamp {
      let share = (stamp - before.stamp) / (after.stamp - before.stamp)
      return before.time + share * (after.time - before.time)
    }
    guard abs(stamp - after.stamp) <= Self.longestStep else { return nil }
    return after.time + stamp - after.stamp
  }

  /// When the newest picture is shown, decoded or not.
  private var tip: Double? {
    let waiting = pending.last { $0.kind == .video && $0.group >= groupsBefore }
    return waiting.flatMap { groups[$0.group - groupsBefore].packets[$0.index].time } ?? newestTime
  }
}

// MARK: Reading

extension PacketStore {
  func packets(from start: Double, to end: Double) -> [PacketStretch] {
    let placed = groups.indices.filter { groups[$0].start.map { $0 <= end } ?? false }
    guard var first = placed.last(where: { groups[$0].start.map { $0 <= start } ?? false }) ?? placed.first
    else { return [] }
    // What is asked for begins in an outage: then it begins with the pictures after it, not with a still from before it.
    if let next = placed.first(where: { $0 > first }), groups[next].stretch != groups[first].stretch,
      let end = groups[first].packets.last(where: { $0.kind == .video })?.time,
      end + Self.longestStill < start
    {
      first = next
    }
    var stretches: [PacketStretch] = []
    var previous: Group?
    for index in placed where index >= first {
      let group = groups[index]
      if let previous, previous.stretch == group.stretch, !previous.isCut {
        stretches[stretches.count - 1].video += group.packets.filter { $0.kind == .video }
      } else {
        stretches.append(
          PacketStretch(
            streams: group.streams, video: group.packets.filter { $0.kind == .video },
            sound: earlySound(before: index)))
      }
      stretches[stretches.count - 1].sound += group.packets.filter { $0.kind == .sound }
      previous = group
    }
    // Sound may come a little after the pictures of its time.
    if let last = placed.last, last + 1 < groups.count, groups[last + 1].stretch == groups[last].stretch,
      !groups[last].isCut
    {
      stretches[stretches.count - 1].sound += groups[last + 1].packets.filter { $0.kind == .sound }
    }
    return stretches
  }

  /// The packets after one, as far as it is settled when their pictures are shown.
  func packets(after number: Int?) -> PacketTail {
    var tail = PacketTail(reading: reading)
    let waiting = Set(pending.lazy.filter { $0.kind == .video }.map(\.number))
    let known = number ?? -1
    if let number, let oldest = groups.first?.packets.first?.number {
      tail.isMissingSome = oldest > number + 1
    }
    for group in groups where (group.packets.last?.number ?? -1) > known {
      let isNew = tail.runs.last.map { $0.stretch != group.stretch || $0.isCut } ?? true
      var run =
        isNew
        ? PacketRun(stretch: group.stretch, streams: group.streams)
        : tail.runs.removeLast()
      run.isCut = group.isCut
      for packet in group.packets where packet.number > known {
        // Pictures are placed in the order in which they are shown: one that is passed over can never be placed.
        if waiting.contains(packet.number), packet.time.map({ $0 >= newestTime ?? 0 }) ?? true {
          if !run.packets.isEmpty { tail.runs.append(run) }
          return tail
        }
        run.packets.append(packet)
      }
      if !run.packets.isEmpty { tail.runs.append(run) }
    }
    return tail
  }

  /// The sound in the group before, some of which may belong to the pictures of this one.
  private func earlySound(before index: Int) -> [MediaPacket] {
    guard index > 0, groups[index - 1].stretch == groups[index].stretch else { return [] }
    return groups[index - 1].packets.filter { $0.kind == .sound }
  }
}
