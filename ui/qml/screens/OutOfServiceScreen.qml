import QtQuick
import QtQuick.Layouts
import OpenLuke
import ".."
import "../controls"

Page {
    id: screen

    required property OutOfServiceViewModel vm

    pictured: !vm.starting && vm.phone.length > 0

    Headline {
        Layout.fillWidth: true
        text: screen.vm.headline
        size: screen.vm.starting ? Theme.display * 0.7 : Theme.headline
    }
    Label {
        Layout.fillWidth: true
        text: screen.vm.hint
        color: Theme.soft
    }
    Item {
        implicitHeight: Theme.gap
        visible: screen.vm.starting
    }
    Waiting {
        Layout.fillWidth: true
        visible: screen.vm.starting
    }

    picture: FactCard {
        width: parent.width
        height: Theme.landscape ? parent.height : Math.min(implicitHeight, parent.height)
        symbol: "phone"
        label: screen.vm.phoneLabel
        fact: screen.vm.phone
        detail: screen.vm.phoneDetail
    }

    below: Label {
        Layout.fillWidth: true
        text: screen.vm.code
        font.pixelSize: Theme.small
        font.features: {
            "tnum": 1
        }
        color: Theme.soft
    }

    actions: [
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "type_code"
            symbol: "keypad"
            text: screen.vm.typeLabel
        },
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "help"
            symbol: "question"
            text: screen.vm.helpLabel
        }
    ]
}
