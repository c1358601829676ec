import VigilCore

/// A camera as Home Assistant discovers it: one device with all its entities, by one message that the broker keeps
/// (home-assistant.io/integrations/mqtt, "Device discovery payload").
struct HomeAssistantDevice: Encodable {
  /// What the entities are of.
  struct Device: Encodable {
    var identifiers: [String]
    var name: String
    var manufacturer = "Vigil"
    var model = "Camera"
    var swVersion = VigilVersion.current

    enum CodingKeys: String, CodingKey {
      case identifiers, name, manufacturer, model
      case swVersion = "sw_version"
    }
  }

  /// Who says so.
  struct Origin: Encodable {
    var name = "Vigil"
    var swVersion = VigilVersion.current

    enum CodingKeys: String, CodingKey {
      case name
      case swVersion = "sw_version"
    }
  }

  /// Where it says whether it is there, by Home Assistant's own words `online` and `offline`.
  struct Availability: Encodable {
    var topic: String
  }

  /// One entity; which keys it has depends on its platform.
  struct Component: Encodable {
    var platform: String
    var uniqueID: String
    var name: String
    var deviceClass: String?
    var entityCategory: String?
    var icon: String?
    var stateTopic: String?
    var commandTopic: String?
    var imageTopic: String?
    var contentType: String?
    var eventTypes: [String]?
    var valueTemplate: String?
    var stateClass: String?
    var precision: Int?
    var expireAfter: Int?

    enum CodingKeys: String, CodingKey {
      case platform, name, icon
      case uniqueID = "unique_id"
      case deviceClass = "device_class"
      case entityCategory = "entity_category"
      case stateTopic = "state_topic"
      case commandTopic = "command_topic"
      case imageTopic = "image_topic"
      case contentType = "content_type"
      case eventTypes = "event_types"
      case valueTemplate = "value_template"
      case stateClass = "state_class"
      case precision = "suggested_display_precision"
      case expireAfter = "expire_after"
    }
  }

  var device: Device
  var origin = Origin()
  var availability: [Availability]
  var qos = 1
  var components: [String: Component]
}
