import QtQuick
import QtQuick.Layouts
import OpenLuke
import ".."
import "../controls"

Page {
    id: screen

    required property PhoneSignInViewModel vm

    pictured: vm.url.length > 0

    Headline {
        Layout.fillWidth: true
        text: screen.vm.headline
    }
    Label {
        Layout.fillWidth: true
        text: screen.vm.hint
        color: Theme.soft
    }
    Waiting {
        Layout.fillWidth: true
        visible: screen.vm.url.length === 0
    }
    Label {
        Layout.fillWidth: true
        Layout.topMargin: Theme.gap
        visible: text.length > 0
        text: screen.vm.userCodeLabel
        color: Theme.soft
    }
    Headline {
        Layout.fillWidth: true
        Layout.topMargin: -Theme.gap / 2
        visible: text.length > 0
        text: screen.vm.userCode
        font.features: {
            "tnum": 1
        }
    }

    picture: QrCard {
        anchors.centerIn: parent
        side: Math.min(parent.width, parent.height, Theme.mm(140))
        holds: screen.vm.url
        spoken: screen.vm.spoken
    }

    actions: [
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "back"
            symbol: "back"
            text: screen.vm.backLabel
        },
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "home"
            symbol: "leave"
            text: screen.vm.homeLabel
        }
    ]
}
