import QtQuick
import OpenLuke

// On every screen: somebody is inside a compartment.
LinkButton {
    id: link

    required property KioskViewModel kiosk

    objectName: "action-rescue"
    symbol: "trapped"
    text: kiosk.rescueLabel
    Accessible.name: kiosk.rescueName
    onClicked: kiosk.rescue()
}
