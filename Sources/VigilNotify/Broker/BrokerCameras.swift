import Foundation
import VigilCore

/// The cameras of a station as one connection shows them: what the broker keeps of them, their scores, Home Assistant's devices.
struct BrokerCameras {
  private let topics: BrokerTopics
  private let discovery: Discovery?
  private let takesCommands: Bool
  private let hasPictures: Bool

  /// The cameras that the station has, by their levels; nil before it is known which.
  private var names: [String: String]?
  /// Levels that the broker has kept something of.
  private var seen: Set<String> = []
  private var scores: [String: (date: Double, text: String)] = [:]
  private var lastScores: [String: Double] = [:]

  /// Where Home Assistant is told of devices.
  struct Discovery: Sendable {
    var prefix: String

    /// Where it says that it is there.
    var status: String { "\(prefix)/status" }

    func topic(of device: String) -> String { "\(prefix)/device/\(device)/config" }
  }

  /// More cameras than this were never there; what somebody else writes at our topics must not fill memory.
  static let mostSeen = 1000
  /// Scores of a camera are at least so far apart, in seconds.
  static let scoreInterval = 0.9

  init(_ options: BrokerOptions) {
    (topics, discovery) = (options.topics, options.discovery)
    (takesCommands, hasPictures) = (options.takesCommands, options.hasPictures)
  }

  /// What is to be subscribed to.
  var subscriptions: [String] {
    [topics.all(.connectivity)] + (discovery.map { [$0.status] } ?? [])
      + (takesCommands ? [topics.all(.armed, commands: true)] : [])
  }

  // MARK: What the station says

  /// Which cameras there are; the broker forgets all others.
  mutating func follow(_ cameras: [String], _ retained: inout RetainedTopics) {
    let before = names ?? [:]
    let now = Dictionary(
      cameras.map { (BrokerTopics.level($0), $0) }, uniquingKeysWith: { first, _ in first })
    names = now
    for level in Set(before.keys).union(seen) where now[level] == nil { forget(level, &retained) }
    for (level, camera) in now where before[level] == nil {
      // Where pictures are no longer wanted none stays.
      if !hasPictures { retained.clear(topics.topic(.picture, of: camera)) }
      guard let discovery else { continue }
      let device = HomeAssistantDevice(
        camera: camera, topics: topics, takesCommands: takesCommands, hasPictures: hasPictures)
      retained.want(device.bytes, at: discovery.topic(of: topics.deviceID(of: camera)))
    }
  }

  /// How cameras are.
  mutating func note(_ states: [CameraState], _ retained: inout RetainedTopics) {
    for state in states where names?[BrokerTopics.level(state.name)] != nil {
      for (kind, isOn) in [
        (BrokerTopics.Kind.connectivity, state.isConnected), (.alarm, state.isAlarming),
        (.tamper, state.isTampered), (.armed, state.isArmed),
      ] { retained.want(isOn ? "ON" : "OFF", at: topics.topic(kind, of: state.name)) }
      guard let score = state.score, score.isFinite, let date = state.scoreDate?.timeIntervalSince1970 else {
        continue
      }
      scores[state.name] = (date, NumberText.trimmed(Double(score), decimals: 3))
    }
  }

  /// The newest pictures of cameras.
  mutating func show(_ pictures: [String: [UInt8]], _ retained: inout RetainedTopics) {
    for (camera, picture) in pictures where names?[BrokerTopics.level(camera)] != nil {
      retained.want(picture, at: topics.topic(.picture, of: camera))
    }
  }

  /// Scores that are due at a time, in monotonic seconds; what is not sent then is out of date.
  mutating func dueScores(at now: Double) -> [(topic: String, payload: [UInt8])] {
    let due = scores.filter { now - (lastScores[$0.key] ?? -.infinity) >= Self.scoreInterval }
    return due.sorted { $0.key < $1.key }.map { camera, score in
      scores[camera] = nil
      lastScores[camera] = now
      return (topics.topic(.score, of: camera), Array(score.text.utf8))
    }
  }

  private func forget(_ level: String, _ retained: inout RetainedTopics) {
    for kind in BrokerTopics.Kind.allCases where kind != .score {
      retained.clear(topics.topic(kind, of: level))
    }
    if let discovery { retained.clear(discovery.topic(of: topics.deviceID(of: level))) }
  }

  // MARK: What the broker says

  /// Handles a message; gives the command that it is.
  mutating func take(_ message: BrokerClient.Received, _ retained: inout RetainedTopics) -> (
    camera: String, isArmed: Bool
  )? {
    let text = String(decoding: message.payload, as: UTF8.self)
    if let discovery, message.topic == discovery.status {
      // Home Assistant begins, and may not have what came while it was away.
      guard text == "online", let names else { return nil }
      for camera in names.values { retained.renew(discovery.topic(of: topics.deviceID(of: camera))) }
    } else if let level = topics.camera(in: message.topic, .connectivity) {
      // Of a camera that was removed while there was no connection.
      guard message.isRetained, !text.isEmpty, seen.count < Self.mostSeen else { return nil }
      seen.insert(level)
      if let names, names[level] == nil { forget(level, &retained) }
    } else if takesCommands, let level = topics.camera(in: message.topic, .armed, commands: true) {
      // One that the broker keeps would disarm the camera again at each connection.
      guard !message.isRetained, let camera = names?[level], ["ON", "OFF"].contains(text) else { return nil }
      return (camera, text == "ON")
    }
    return nil
  }
}
