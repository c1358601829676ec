import Foundation
import VigilCore

extension HomeAssistantDevice {
  /// What Home Assistant is to know of a camera.
  ///
  /// - Parameters:
  ///   - takesCommands: Whether the camera can be armed and disarmed there.
  ///   - hasPictures: Whether pictures of its events are published.
  init(camera: String, topics: BrokerTopics, takesCommands: Bool, hasPictures: Bool) {
    let id = topics.deviceID(of: camera)
    device = Device(identifiers: [id], name: PlainText.line(camera, longest: 80))
    availability = [Availability(topic: topics.availability)]
    func component(_ platform: String, _ key: String, _ name: String) -> Component {
      Component(platform: platform, uniqueID: "\(id)_\(key)", name: name)
    }
    components = [:]
    for (state, name, kind) in [
      (BrokerTopics.Kind.alarm, "Alarm", "safety"), (.connectivity, "Connection", "connectivity"),
      (.tamper, "Tamper", "tamper"),
    ] {
      var sensor = component("binary_sensor", state.rawValue, name)
      (sensor.deviceClass, sensor.stateTopic) = (kind, topics.topic(state, of: camera))
      if state != .alarm { sensor.entityCategory = "diagnostic" }
      components[state.rawValue] = sensor
    }
    var score = component("sensor", "score", "Score")
    (score.stateTopic, score.stateClass) = (topics.topic(.score, of: camera), "measurement")
    // A camera that is not watched has no score; one is told each second otherwise.
    (score.precision, score.expireAfter, score.icon) = (2, 60, "mdi:chart-line")
    components["score"] = score
    var event = component("event", "event", "Event")
    event.stateTopic = topics.events(of: camera)
    (event.eventTypes, event.valueTemplate) = (["began", "updated", "ended", "judged"], Self.eventTemplate)
    components["event"] = event
    if takesCommands {
      var armed = component("switch", "armed", "Armed")
      (armed.stateTopic, armed.icon) = (topics.topic(.armed, of: camera), "mdi:shield-home")
      armed.commandTopic = topics.commands(of: camera)
      components["armed"] = armed
    }
    if hasPictures {
      var picture = component("image", "picture", "Last event")
      (picture.imageTopic, picture.contentType) = (topics.topic(.picture, of: camera), "image/jpeg")
      components["picture"] = picture
    }
  }

  /// From a message about an event to what Home Assistant takes for one: an object with `event_type` and attributes.
  static let eventTemplate =
    "{{ dict(value_json.data.event, event_type=value_json.type.split('.') | last, start=value_json.data.start, "
    + "end=value_json.data.end) | tojson }}"

  /// As JSON in UTF-8.
  var bytes: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Texts and whole numbers only, which can always be encoded.
    return Array((try? encoder.encode(self)) ?? Data())
  }
}
